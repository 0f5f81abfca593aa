package io.mailsender.console.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.testing.Behaviours;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SqliteRows;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import io.mailsender.testing.TestKeys;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A daemon on whose screens there is something of everything: a message in each state, providers in each health, webhooks, keys and mails. */
final class ConsoleWorld implements AutoCloseable {

    /** The key of an operator. */
    static final String ROOT = "root";

    private static final String SHOP = "shop";
    private static final String SECRET = "postmark-secret-0123456789abcdef";
    private static final String LONG_WORD = "unbreakable".repeat(12);

    private final Path directory;
    private final FaultyHttpServer elsewhere;
    private final TestDaemon daemon;
    private final Map<String, String> ids = new HashMap<>();

    private ConsoleWorld(Path directory, FaultyHttpServer elsewhere) {
        this.directory = directory;
        this.elsewhere = elsewhere;
        Map<String, Object> settings = TestDaemon.sqlite(directory);
        settings.put("order", List.of("main", "box"));
        Map<String, Object> routes = new HashMap<>();
        for (String name : List.of("silent", "strict", "locked", "partial", "box", "spare", "away")) {
            routes.put(name, Map.of("order", List.of(name)));
        }
        routes.put("twice", Map.of("order", List.of("silent", "box")));
        settings.put("routes", routes);
        settings.put("providers.postmark.main.name", "main");
        settings.put("providers.postmark.main.server-token", "token");
        settings.put("providers.postmark.main.from", "shop@example.com");
        settings.put("providers.postmark.main.endpoint", elsewhere.uri().toString());
        settings.put("providers.postmark.main.event-secret", SECRET);
        settings.put("providers.capture.box.name", "box");
        Map.of(
                        "silent",
                        "reset",
                        "strict",
                        "no-such-mailbox",
                        "locked",
                        "suspended",
                        "partial",
                        "partial",
                        "away",
                        "refused")
                .forEach((name, mode) -> {
                    settings.put("providers.rehearsal." + name + ".name", name);
                    settings.put("providers.rehearsal." + name + ".mode", mode);
                });
        settings.put("events.public-url", "https://mail.example.com/");
        settings.put("webhooks.allow-hosts", List.of("127.0.0.1"));
        settings.put("webhooks.poll", "50ms");
        settings.put(
                "api-keys",
                Map.of(
                        ROOT, key(ROOT, "read", "send", "webhooks", "admin"),
                        SHOP, key(SHOP, "read", "send", "webhooks")));
        daemon = TestDaemon.of(settings, new ScriptedProvider("spare"));
    }

    static ConsoleWorld in(Path directory) throws IOException, SQLException {
        FaultyHttpServer elsewhere = FaultyHttpServer.start();
        elsewhere.always(Behaviours.json(200, "{\"ErrorCode\": 0, \"MessageID\": \"m-1\", \"Message\": \"OK\"}"));
        ConsoleWorld world = new ConsoleWorld(directory, elsewhere);
        world.fill();
        return world;
    }

    private static Map<String, Object> key(String key, String... scopes) {
        return Map.of("hash", TestKeys.hash(key), "scopes", List.of(scopes), "routes", List.of("*"));
    }

    private void fill() throws SQLException {
        elsewhere.at("/gone", Behaviours.status(410));
        elsewhere.at("/down", Behaviours.status(500));
        webhook("/ok");
        webhook("/down");
        send("sent", "\"tags\": [\"receipt\"], \"metadata\": {\"order\": \"4711\"}");
        send("unknown", "\"route\": \"silent\", \"on_unknown\": \"hold\"");
        send("unclear", "\"route\": \"silent\", \"on_unknown\": \"hold\"");
        send("duplicate", "\"route\": \"twice\", \"on_unknown\": \"resend\"");
        send("rejected", "\"route\": \"strict\"");
        send("failed", "\"route\": \"locked\"");
        send("retried", "\"route\": \"away\"");
        send("partial", "\"route\": \"partial\", \"cc\": [\"bob@example.com\", \"cy@example.com\"]");
        String later = Instant.now()
                .plus(2, ChronoUnit.DAYS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        send("scheduled", "\"send_at\": \"" + later + "\"");
        send("later", "\"send_at\": \"" + later + "\"");
        send("sending", "\"send_at\": \"" + later + "\"");
        send("cancelled", "\"send_at\": \"" + later + "\"");
        assertThat(call("DELETE", "/messages/" + id("cancelled"), "").status()).isLessThan(300);
        send("bounced", "");
        report(
                "{\"RecordType\": \"Bounce\", \"ID\": 4, \"Type\": \"HardBounce\", \"TypeCode\": 1, \"Email\": \"bounced@example.com\","
                        + " \"BouncedAt\": \"" + Instant.now()
                        + "\", \"Description\": \"no such user\", \"Details\": \"550 5.1.1 no such user\",",
                "bounced");
        send("delivered", "");
        report(
                "{\"RecordType\": \"Delivery\", \"Recipient\": \"delivered@example.com\", \"DeliveredAt\": \""
                        + Instant.now() + "\", \"Details\": \"250 2.0.0 OK\",",
                "delivered");
        send("hostile", "\"route\": \"box\", \"html\": " + hostileHtml());
        send(
                "attached",
                "\"attachments\": [{\"filename\": \"a.pdf\", \"content_type\": \"application/pdf\", \"content\": \"QUJD\"}]");
        send(LONG_WORD, "\"route\": \"box\", \"from\": \"" + LONG_WORD + "\", \"tags\": [\"" + LONG_WORD + "\"]");
        SqliteRows.execute(
                directory,
                "UPDATE message SET status = 'sending', due = 9000000000000 WHERE id = '" + id("sending") + "'");
        call(
                "POST",
                "/suppressions",
                "{\"addresses\": [\"gone@example.com\", \"" + "l".repeat(60) + "@" + "d".repeat(60)
                        + ".example\"], \"reason\": \"manual\"}");
    }

    private String hostileHtml() {
        String tracker = elsewhere.uri().resolve("/tracker").toString();
        return "\"<p id=hello>Hello</p><img src='" + tracker + "/img'><link rel=stylesheet href='" + tracker + "/css'>"
                + "<style>@import url('" + tracker + "/import'); p { background: url('" + tracker + "/bg') }</style>"
                + "<script>parent.document.title = 'hacked'; fetch('" + tracker + "/fetch')</script><iframe src='"
                + tracker + "/frame'></iframe>"
                + "<meta http-equiv=refresh content='0; url=" + tracker + "/refresh'><video poster='" + tracker
                + "/poster'></video>"
                + "<img src=x onerror=\\\"location='" + tracker + "/onerror'\\\">\"";
    }

    private void webhook(String path) {
        Answer added = call(
                "POST",
                "/webhooks",
                "{\"url\": \"http://127.0.0.1:" + elsewhere.uri().getPort() + path + "\"}");
        assertThat(added.status()).as(added.text()).isEqualTo(201);
        ids.put(path, added.json().get("id").getStringValue());
    }

    /** Sends a message with this subject. */
    private void send(String subject, String fields) {
        String to = subject.length() > 60 ? "long" : subject;
        Answer answer = TestKeys.call(
                daemon,
                SHOP,
                "POST",
                "/send",
                "{\"to\": [\"" + to + "@example.com\"], \"subject\": \"The " + subject + "\", \"text\": \"It works.\""
                        + (fields.isEmpty() ? "" : ", ") + fields + "}");
        assertThat(answer.json().get("id")).as(answer.text()).isNotNull();
        ids.put(subject, answer.json().get("id").getStringValue());
    }

    private void report(String beginning, String subject) {
        String id = id(subject);
        Answer answer = daemon.send(daemon.request("/events/main")
                .header("Content-Type", "application/json")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(("events:" + SECRET).getBytes(StandardCharsets.UTF_8)))
                .POST(BodyPublishers.ofString(
                        beginning + " \"MessageID\": \"m-1\", \"Metadata\": {\"mail-sender-id\": \"" + id + "\"}}")));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(message(subject)).contains("\"state\":\"" + subject + "\""));
    }

    void sendNow(String subject) {
        send(subject, "");
    }

    /** The page of the captured mail whose HTML would like to tell its sender about it. */
    String capturedHostile() {
        return "captured/box/capture-2";
    }

    Answer call(String method, String path, String body) {
        return TestKeys.call(daemon, ROOT, method, path, body);
    }

    Answer callAs(String key, String path) {
        return TestKeys.call(daemon, key, "GET", path, "");
    }

    /** What the API says about the message with this subject. */
    String message(String subject) {
        return call("GET", "/messages/" + id(subject), "").text();
    }

    String id(String name) {
        String id = ids.get(name);
        assertThat(id).as(name).isNotNull();
        return id;
    }

    String url(String path) {
        return daemon.uri("/console/" + path).toString();
    }

    /** A receiver of webhooks, and a server that no mail may reach. */
    FaultyHttpServer elsewhere() {
        return elsewhere;
    }

    /** Every screen that a link leads to. */
    List<String> screens() {
        return List.of(
                "",
                "messages",
                "messages?status=failed",
                "messages?subject=nothing",
                "messages/" + id("sent"),
                "messages/" + id("bounced"),
                "messages/" + id("duplicate"),
                "messages/" + id("unknown"),
                "messages/" + id("scheduled"),
                "messages/" + id(LONG_WORD),
                "messages/" + id("hostile") + "/content",
                "messages/" + id("hostile") + "/content?show=text",
                "messages/" + id("hostile") + "/content?show=headers",
                "messages/" + id("hostile") + "/source",
                "messages/" + id("attached") + "/content?show=files",
                "unknown",
                "providers",
                "providers/main",
                "providers/locked",
                "queue",
                "suppressions",
                "suppressions/entry?address=gone%40example.com",
                "webhooks",
                "webhooks/" + id("/down"),
                "keys",
                "captured",
                "captured/box/capture-1",
                "audit",
                "messages/nothing");
    }

    @Override
    public void close() throws Exception {
        daemon.close();
        elsewhere.close();
    }
}
