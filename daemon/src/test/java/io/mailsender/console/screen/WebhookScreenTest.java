package io.mailsender.console.screen;

import static io.mailsender.console.screen.ConsoleClient.HOSTILE;
import static io.mailsender.console.screen.ConsoleClient.assertEscaped;
import static io.mailsender.console.screen.ConsoleClient.assertRefused;
import static io.mailsender.console.screen.ConsoleClient.location;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookScreenTest {

    private static final String LIST = "/console/webhooks";
    private static final Pattern ID = Pattern.compile("<code>([a-z2-7]{12})</code>");
    private static final Pattern SECRET = Pattern.compile("<code id=\"secret\">(whsec_[A-Za-z0-9+/=]+)</code>");

    @TempDir
    Path directory;

    private FaultyHttpServer receiver;
    private TestDaemon daemon;
    private ConsoleClient root;
    private ConsoleClient shop;
    private ConsoleClient other;

    @BeforeEach
    void start() throws Exception {
        receiver = FaultyHttpServer.start();
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put("webhooks.allow-hosts", List.of("127.0.0.1"));
        settings.put("webhooks.poll", "50ms");
        settings.put(
                "api-keys",
                ConsoleClient.keys(Map.of(
                        "root", List.of("read", "webhooks", "admin"),
                        "shop", List.of("read", "webhooks"),
                        "other", List.of("read", "webhooks"),
                        "viewer", List.of("read"))));
        daemon = TestDaemon.with(settings, new ScriptedProvider("p"));
        root = ConsoleClient.of(daemon, "root");
        shop = ConsoleClient.of(daemon, "shop");
        other = ConsoleClient.of(daemon, "other");
    }

    @AfterEach
    void stop() throws Exception {
        daemon.close();
        receiver.close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + receiver.uri().getPort() + "/" + path;
    }

    private String add(ConsoleClient who, String path, String... more) {
        Answer answer = who.post(LIST + "/add", more.length == 0 ? new String[] {"url", url(path)} : more);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return found(ID, answer.text());
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    @Test
    void itsSecretIsShownOnce() {
        Answer added = root.post(LIST + "/add", "url", url("x"), "event", "message.*", "secret", "", "key", "shop");

        assertThat(added.status()).as(added.text()).isEqualTo(200);
        assertThat(added.header("Cache-Control")).contains("no-store");
        String secret = found(SECRET, added.text());
        String id = found(ID, added.text());
        assertThat(root.page(LIST))
                .contains(url("x"), "message.*", "of shop", "badge enabled")
                .doesNotContain(secret);
        assertThat(root.page(LIST + "/" + id))
                .contains("value=\"message.*\" checked", "No deliveries.")
                .doesNotContain(secret, "value=\"message.sent\" checked");

        Answer rotated = root.post(LIST + "/" + id + "/rotate", "secret", "");
        assertThat(rotated.status()).as(rotated.text()).isEqualTo(200);
        assertThat(rotated.header("Cache-Control")).contains("no-store");
        assertThat(found(SECRET, rotated.text())).isNotEqualTo(secret);
        assertThat(rotated.text()).contains("signs too, until");
        assertThat(root.post(LIST + "/" + id + "/rotate").status()).isEqualTo(409);
    }

    @Test
    void itIsChangedDisabledAndRemoved() {
        String id = add(shop, "x");
        String page = LIST + "/" + id;

        assertThat(location(shop.post(page + "/change", "url", url("y"), "event", "message.sent")))
                .isEqualTo("../" + id + "?done=saved");
        assertThat(shop.page(page)).contains(url("y"), "value=\"message.sent\" checked");
        location(shop.post(page + "/change", "url", url("y")));
        assertThat(shop.page(page)).doesNotContain("checked");

        assertThat(shop.post(page + "/disable").text()).contains("name=\"confirmed\"", "Disable it");
        assertThat(shop.page(page)).contains("badge enabled");
        location(shop.post(page + "/disable", "confirmed", "yes"));
        assertThat(shop.page(page)).contains("badge disabled").doesNotContain("Send a test event");
        assertThat(shop.post(page + "/test").status()).isEqualTo(409);
        location(shop.post(page + "/enable"));
        assertThat(shop.page(page)).contains("badge enabled");

        assertThat(shop.post(page + "/remove").text()).contains("name=\"confirmed\"", url("y"));
        assertThat(location(shop.post(page + "/remove", "confirmed", "yes"))).isEqualTo("../../webhooks?done=removed");
        assertThat(shop.get(page).status()).isEqualTo(404);
        assertThat(shop.page(LIST)).contains("There is no webhook.");
    }

    @Test
    void deliveriesAreListedAndRepeated() {
        String id = add(shop, "x");
        String page = LIST + "/" + id;
        receiver.next(Behaviours.answer(410, "text/html", HOSTILE));

        assertThat(location(shop.post(page + "/test"))).isEqualTo("../" + id + "?done=tested");
        await().until(() -> shop.page(page).contains("<code>410</code>"));
        String shown = shop.page(page);
        assertEscaped(shown);
        assertThat(shown).contains("webhook.test", "&lt;script&gt;");
        assertEscaped(shop.page(LIST));
        assertThat(shop.page(LIST)).contains("410");
        assertThat(shop.page(page + "?state=delivered")).contains("No deliveries.");
        assertThat(shop.get(page + "?state=lost").status()).isEqualTo(400);

        if (shown.contains("badge disabled")) {
            location(shop.post(page + "/enable"));
        }
        String delivery = found(Pattern.compile("(msg_" + id + "_[0-9]+)"), shown);
        if (shown.contains("badge pending")) {
            assertThat(shop.post(page + "/resend", "delivery", delivery).status())
                    .isEqualTo(409);
        } else {
            assertThat(location(shop.post(page + "/resend", "delivery", delivery)))
                    .isEqualTo("../" + id + "?done=delivered.again");
        }
        assertThat(shop.post(page + "/resend", "delivery", HOSTILE).status()).isEqualTo(404);
        assertThat(location(shop.post(page + "/resend-failed", "since", "PT1H")))
                .startsWith("../" + id + "?done=delivered.again-");
        assertThat(shop.post(page + "/resend-failed", "since", "soon").status()).isEqualTo(400);
        assertThat(shop.post(page + "/resend-failed").status()).isEqualTo(400);
    }

    @Test
    void aDeliveredOneIsSentAgain() {
        String id = add(shop, "x");
        String page = LIST + "/" + id;
        location(shop.post(page + "/test"));
        await().until(() -> shop.page(page + "?state=delivered").contains("Send again"));
        String delivery = found(Pattern.compile("(msg_" + id + "_[0-9]+)"), shop.page(page));

        assertThat(location(shop.post(page + "/resend", "delivery", delivery)))
                .isEqualTo("../" + id + "?done=delivered.again");

        await().until(() -> receiver.posts().size() >= 2);
    }

    @Test
    void aKeySeesAndChangesOnlyItsOwn() {
        String mine = add(shop, "mine");
        String page = LIST + "/" + mine;

        assertThat(other.page(LIST)).doesNotContain(mine, "/mine");
        assertThat(other.get(page).status()).isEqualTo(404);
        for (String action : List.of("change", "enable", "disable", "remove", "rotate", "test", "resend")) {
            assertThat(other.post(
                                    page + "/" + action,
                                    "url",
                                    url("z"),
                                    "confirmed",
                                    "yes",
                                    "delivery",
                                    "msg_" + mine + "_1")
                            .status())
                    .as(action)
                    .isEqualTo(404);
        }
        assertThat(other.post(page + "/resend-failed", "since", "PT1H").status())
                .isEqualTo(404);
        assertRefused(other.post(LIST + "/add", "url", url("z"), "key", "shop"));
        assertThat(root.page(LIST)).contains(mine);
        assertThat(shop.page(page)).contains(url("mine"));
    }

    @Test
    void aKeyWithoutTheScopeIsRefused() {
        ConsoleClient viewer = ConsoleClient.of(daemon, "viewer");
        String id = add(shop, "x");

        assertRefused(viewer.get(LIST));
        assertRefused(viewer.get(LIST + "/" + id));
        assertRefused(viewer.post(LIST + "/add", "url", url("z")));
        assertRefused(viewer.post(LIST + "/" + id + "/remove", "confirmed", "yes"));
        assertThat(viewer.page("/console/providers")).doesNotContain("href=\"webhooks\"");
        assertRefused(shop.postFromElsewhere(LIST + "/add", "url", url("z")));
        assertRefused(shop.postFromElsewhere(LIST + "/" + id + "/remove", "confirmed", "yes"));
        assertThat(shop.page(LIST)).contains(id);
    }

    @Test
    void whatOthersWroteIsText() {
        add(root, "x", "url", url("x?a='%22&b=(alert)(1);--"), "event", "message.*");

        assertEscaped(root.page(LIST));
        for (String field : List.of("url", "event", "secret", "key")) {
            Answer answer = field.equals("url")
                    ? root.post(LIST + "/add", "url", HOSTILE)
                    : root.post(LIST + "/add", "url", url("x"), field, HOSTILE);
            assertThat(answer.status()).as(field).isEqualTo(400);
            assertEscaped(answer.text());
        }
        assertThat(root.post(LIST + "/add", "url", "javascript:alert(1)").status())
                .isEqualTo(400);
        assertEscaped(
                root.get(LIST + "/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E").text());
    }
}
