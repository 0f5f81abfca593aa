package io.mailsender.console.screen;

import static io.mailsender.console.screen.ConsoleClient.HOSTILE;
import static io.mailsender.console.screen.ConsoleClient.assertEscaped;
import static io.mailsender.console.screen.ConsoleClient.assertRefused;
import static io.mailsender.console.screen.ConsoleClient.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.SuppressionList;
import io.mailsender.provider.event.SuppressionReason;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuppressionScreenTest {

    private static final String LIST = "/console/suppressions";

    @TempDir
    Path directory;

    private final List<EmailAddress> lifted = new ArrayList<>();
    private TestDaemon daemon;
    private ConsoleClient root;
    private ConsoleClient shop;
    private ConsoleClient viewer;

    @BeforeEach
    void start() {
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put(
                "api-keys",
                ConsoleClient.keys(Map.of(
                        "root", List.of("read", "send", "admin"),
                        "shop", List.of("read", "send"),
                        "other", List.of("read", "send"),
                        "viewer", List.of("read"))));
        daemon = TestDaemon.with(settings, new ScriptedProvider("vendor").suppresses(new VendorList()));
        root = ConsoleClient.of(daemon, "root");
        shop = ConsoleClient.of(daemon, "shop");
        viewer = ConsoleClient.of(daemon, "viewer");
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void anAddressIsAddedFoundAndLifted() {
        assertThat(root.page(LIST)).contains("No address is suppressed.");

        Answer added = root.post(LIST + "/add", "addresses", "Ann@example.com\r\nbob@example.com", "text", "by phone");

        assertThat(location(added)).isEqualTo("../suppressions?done=suppressed-2");
        assertThat(root.page(LIST + "?done=suppressed-2")).contains("2 addresses are suppressed.", "by phone");
        assertThat(root.page(LIST + "?address=ann%40example.com&reason=&scope=&source="))
                .contains("entry?address=Ann%40example.com")
                .doesNotContain("bob@");
        assertThat(root.page(LIST + "?reason=complaint")).contains("No entry matches.");
        assertThat(root.page(LIST + "/entry?address=ann%40example.com"))
                .contains("by phone", "all messages", "action=\"lift\"", "name=\"providers\"");

        Answer question = root.post(LIST + "/lift", "address", "ann@example.com", "scope", "*");
        assertThat(question.status()).isEqualTo(200);
        assertThat(question.text()).contains("Shall ann@example.com get mail again", "name=\"confirmed\"");
        assertThat(root.page(LIST)).contains("Ann@example.com");

        Answer done = root.post(LIST + "/lift", "address", "ann@example.com", "scope", "*", "confirmed", "yes");
        assertThat(location(done)).isEqualTo("../suppressions?done=lifted");
        assertThat(root.page(LIST)).doesNotContain("Ann@example.com");
        assertThat(lifted).isEmpty();
        assertThat(root.get(LIST + "/entry?address=ann%40example.com").status()).isEqualTo(404);
        assertThat(root.post(LIST + "/lift", "address", "ann@example.com").status())
                .isEqualTo(404);
    }

    @Test
    void itIsLiftedAtTheProvidersToo() {
        root.post(LIST + "/add", "addresses", "ann@example.com");

        Answer done = root.post(LIST + "/lift", "address", "ann@example.com", "providers", "yes", "confirmed", "yes");

        assertThat(done.status()).isEqualTo(200);
        assertThat(done.text()).contains("vendor", "not on its list any more");
        assertThat(lifted).containsExactly(EmailAddress.parse("ann@example.com"));
    }

    @Test
    void filesAreImportedAndExported() {
        Answer imported = root.post(
                LIST + "/import",
                "csv",
                "address,reason,text\r\nann@example.com,complaint,a note\r\nnobody\r\n",
                "scope",
                "",
                "reason",
                "manual");
        assertThat(imported.status()).as(imported.text()).isEqualTo(200);
        assertThat(imported.text())
                .contains("<strong>1</strong> address is", "<strong>1</strong> line could", "line 3");

        Answer file = root.get(LIST + "/export");
        assertThat(file.header("Content-Type")).startsWith("text/csv");
        assertThat(file.header("Content-Disposition")).contains("attachment");
        assertThat(file.text()).contains("ann@example.com,complaint,*");

        Answer copied = root.post(LIST + "/import-provider", "provider", "vendor");
        assertThat(copied.status()).as(copied.text()).isEqualTo(200);
        assertThat(root.page(LIST + "?source=vendor")).contains("listed@example.com");
        assertThat(root.post(LIST + "/import-provider", "provider", "none").status())
                .isEqualTo(404);
        assertThat(root.post(LIST + "/import").status()).isEqualTo(400);
    }

    @Test
    void aLongListHasPages() {
        String many = IntStream.range(0, 120)
                .mapToObj(i -> String.format("a%03d@example.com", i))
                .collect(Collectors.joining("\n"));
        root.post(LIST + "/import", "csv", many);

        String first = root.page(LIST + "?reason=manual");
        assertThat(first).contains("a049@").doesNotContain("a050@", "First page");
        String next =
                first.replaceAll("(?s).*rel=\"next\" href=\"([^\"]*)\".*", "$1").replace("&amp;", "&");
        assertThat(next).startsWith("suppressions?reason=manual&cursor=");
        String second = root.page("/console/" + next);
        assertThat(second).contains("a050@", "a099@", "First page").doesNotContain("a049@", "a100@");
        assertThat(root.get(LIST + "?cursor=%21").status()).isEqualTo(400);
    }

    @Test
    void aKeySeesAndChangesOnlyItsOwn() {
        ConsoleClient other = ConsoleClient.of(daemon, "other");
        location(shop.post(LIST + "/add", "addresses", "mine@example.com"));
        location(root.post(LIST + "/add", "addresses", "global@example.com"));

        assertThat(shop.page(LIST))
                .contains("mine@example.com")
                .doesNotContain("global@example.com", "at the providers", "import-provider");
        assertThat(other.page(LIST)).doesNotContain("mine@example.com");
        assertThat(other.get(LIST + "/entry?address=mine%40example.com").status())
                .isEqualTo(404);
        assertThat(other.get(LIST + "/export").text()).doesNotContain("mine@");
        assertThat(other.post(LIST + "/lift", "address", "mine@example.com", "confirmed", "yes")
                        .status())
                .isEqualTo(404);
        assertRefused(other.post(LIST + "/lift", "address", "mine@example.com", "scope", "shop", "confirmed", "yes"));
        assertRefused(other.get(LIST + "?scope=shop"));
        // The box is not offered to this key, and is not obeyed.
        location(shop.post(LIST + "/lift", "address", "mine@example.com", "providers", "yes", "confirmed", "yes"));
        assertThat(lifted).isEmpty();
    }

    @Test
    void withoutTheScopeThereAreNoFormsAndNoAnswers() {
        root.post(LIST + "/add", "addresses", "ann@example.com");

        assertThat(viewer.page(LIST)).doesNotContain("method=\"post\" action=\"suppressions");
        for (String action : List.of("add", "lift", "import", "import-provider")) {
            assertRefused(viewer.post(LIST + "/" + action, "addresses", "x@example.com", "csv", "x@example.com"));
        }
        assertRefused(shop.post(LIST + "/import-provider", "provider", "vendor"));
    }

    @Test
    void aFormOnAnotherSiteIsRefused() {
        for (String action : List.of("add", "lift", "import", "import-provider")) {
            assertRefused(root.postFromElsewhere(LIST + "/" + action, "addresses", "x@example.com"));
        }
        assertThat(root.page(LIST)).contains("No address is suppressed.");
    }

    @Test
    void whatOthersWroteIsText() {
        root.post(LIST + "/add", "addresses", "ann@example.com", "text", HOSTILE);
        location(root.post(LIST + "/add", "addresses", "x'y&z=`{}|+a@example.com", "text", "t"));

        String list = root.page(LIST);
        assertEscaped(list);
        assertThat(list).contains("&lt;script>alert(1)&lt;/script>".replace(">", "&gt;"));
        assertThat(list).contains("entry?address=x%27y%26z%3D%60%7B%7D%7C%2Ba%40example.com");
        assertEscaped(root.page(LIST + "/entry?address=ann%40example.com"));
        assertThat(root.page(LIST + "/entry?address=x%27y%26z%3D%60%7B%7D%7C%2Ba%40example.com"))
                .contains("x&#39;y&amp;z=`{}|+a@example.com");
        String encoded = "%22%27%3E%3Cscript%3Ealert(1)%3C/script%3E";
        assertEscaped(root.page(LIST + "?source=" + encoded));
        for (String parameter : List.of("address", "reason", "scope", "cursor")) {
            Answer answer = root.get(LIST + "?" + parameter + "=" + encoded);
            assertThat(answer.status()).isEqualTo(400);
            assertEscaped(answer.text());
        }
        Answer imported = root.post(LIST + "/import", "csv", HOSTILE + "\n" + ConsoleClient.LONG_WORD);
        assertThat(imported.status()).isEqualTo(200);
        assertEscaped(imported.text());
        Answer refused = root.post(LIST + "/add", "addresses", HOSTILE, "scope", HOSTILE);
        assertThat(refused.status()).isEqualTo(400);
        assertEscaped(refused.text());
    }

    /** A vendor's list with one address, that forgets every address. */
    private final class VendorList implements SuppressionList {

        @Override
        public CompletionStage<Page> list(@Nullable String cursor) {
            return CompletableFuture.completedFuture(new Page(
                    List.of(new Entry(
                            EmailAddress.parse("listed@example.com"),
                            SuppressionReason.HARD_BOUNCE,
                            Instant.EPOCH,
                            HOSTILE)),
                    null));
        }

        @Override
        public CompletionStage<Void> remove(EmailAddress address) {
            lifted.add(address);
            return CompletableFuture.completedFuture(null);
        }
    }
}
