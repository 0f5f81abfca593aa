package io.mailsender;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailsender.Canary.Kind;
import io.mailsender.testing.Behaviours;
import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.FaultySmtpServer;
import io.mailsender.testing.FaultySmtpServer.Fault;
import io.mailsender.testing.TestKeys;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CWE-532: no secret, address or content leaks into the log, metrics, thread names, responses or files. */
class CanaryTest {

    private static final String MAIL = """
            {"to": ["%s <%s>"], "cc": ["%s"], "bcc": ["%s"], "reply_to": ["%s"], "from": "%s", "subject": "%s",
             "text": "%s", "html": "%s", "headers": {"X-Canary": "%s"}, "tags": ["%s"], "metadata": {"m": "%s"},
             "attachments": [{"filename": "%s", "content_type": "application/pdf", "content": "%s"}]}""".formatted(
                    Canary.NAME,
                    Canary.TO,
                    Canary.CC,
                    Canary.BCC,
                    Canary.REPLY_TO,
                    Canary.NAME,
                    Canary.SUBJECT,
                    Canary.TEXT,
                    Canary.HTML,
                    Canary.HEADER,
                    Canary.TAG,
                    Canary.METADATA,
                    Canary.FILE_NAME,
                    Canary.FILE.base64());

    private static final String QUOTED =
            "%s (%s) <%s> is not what we take: %s".formatted(Canary.TO, Canary.NAME, Canary.REPLY_TO, Canary.SUBJECT);

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> answers = new ArrayList<>();
    private FaultyHttpServer provider;
    private FaultySmtpServer relay;
    private URI daemon = URI.create("http://127.0.0.1");

    @BeforeEach
    void startProviders() throws IOException {
        provider = FaultyHttpServer.start();
        relay = new FaultySmtpServer();
    }

    @AfterEach
    void stopProviders() throws IOException {
        provider.close();
        relay.close();
    }

    /** Logs at every level, down to trace. */
    @Test
    void nothingLeaksFromAnyRequest() throws Exception {
        try (DaemonProcess process = DaemonProcess.start(config(), directory.resolve("daemon.log"), environment())) {
            daemon = process.awaitListening();
            String made = newKey();
            sends();
            failures();
            badRequests();
            statusOf(async());
            withABrokenStore();
            String threads = threadsWhileSending(process);
            String metrics = get("/prometheus", Canary.CALLER_KEY);
            process.terminate();
            assertThat(process.awaitEnd()).isZero();

            assertThat(metrics).contains("mailgun");
            assertThat(threads).contains("smtp-relay");
            assertThat(process.log()).contains("listening on");
            assertFreeOf(List.of(Canary.values()), process.log(), "log");
            assertFreeOf(List.of(Canary.values()), metrics, "metrics");
            assertFreeOf(List.of(Canary.values()), threads, "threads");
            assertThat(answers).hasSizeGreaterThan(20);
            assertFreeOf(Canary.of(Kind.SECRET), String.join("\n", answers), "answers");
            assertFilesAreFreeOf(Canary.of(Kind.SECRET));
            assertThat(process.log() + metrics + threads).contains("audit").doesNotContain(made);
            assertThat(new String(Files.readAllBytes(directory.resolve("mail.db")), ISO_8859_1))
                    .doesNotContain(made);
            assertThat(Canary.TEXT.isIn(Files.readAllBytes(directory.resolve("mail.db"))))
                    .as("the store contains the mail, so it would show a secret")
                    .isTrue();
        }
    }

    @Test
    void aDatabaseThatCannotBeOpenedTellsNoPassword() throws Exception {
        Path config = Files.writeString(directory.resolve("config.yml"), """
                providers: {c: {kind: capture}}
                logging: {level: trace}
                store: {kind: postgresql, username: u, password: '${DATABASE_PASSWORD}',
                  url: 'jdbc:postgresql://localhost:1/mail?password=%s'}
                """.formatted(Canary.DATABASE_PASSWORD));
        try (DaemonProcess process = DaemonProcess.start(config, directory.resolve("daemon.log"), environment())) {
            assertThat(process.awaitEnd()).isEqualTo(69);
            assertThat(process.log()).contains("mail-sender: store: cannot be opened");
            assertFreeOf(List.of(Canary.values()), process.log(), "log");
        }
    }

    /** Creates a key in the running daemon and uses it; it is shown once. */
    private String newKey() throws Exception {
        HttpResponse<String> answer = http.send(
                request("/keys", "{\"name\": \"shop\"}", Canary.CALLER_KEY, Map.of()), BodyHandlers.ofString());
        String key = answer.body().replaceAll("(?s).*\"key\":\\s*\"(msk_[^\"]*)\".*", "$1");
        assertThat(key).startsWith("msk_");
        HttpResponse<String> used = http.send(
                HttpRequest.newBuilder(daemon.resolve("/providers"))
                        .header("Authorization", "Bearer " + key)
                        .build(),
                BodyHandlers.ofString());
        assertThat(used.statusCode()).isEqualTo(200);
        assertThat(get("/keys", Canary.CALLER_KEY)).contains("\"shop\"").doesNotContain(key);
        return key.substring(key.lastIndexOf('_') + 1);
    }

    private void sends() throws Exception {
        provider.next(taken(), taken(), taken());
        assertThat(send(Map.of())).isEqualTo(200);
        assertThat(send(Map.of("Idempotency-Key", Canary.IDEMPOTENCY_KEY.toString())))
                .isEqualTo(200);
        // The same key with another body.
        assertThat(post(
                        "/send",
                        "{\"to\": [\"%s\"]}".formatted(Canary.CC),
                        Canary.CALLER_KEY,
                        Map.of("Idempotency-Key", Canary.IDEMPOTENCY_KEY.toString())))
                .isEqualTo(422);
        assertThat(post("/send/batch", "{\"messages\": [" + MAIL + ", " + MAIL + "]}", Canary.CALLER_KEY, Map.of()))
                .isEqualTo(200);
        get("/validation/" + Canary.VALIDATED, Canary.CALLER_KEY);
        post("/validation/" + Canary.VALIDATED, "", Canary.CALLER_KEY, Map.of());
        get("/providers", Canary.CALLER_KEY);
    }

    /** Each outcome, with a text that quotes the mail. */
    private void failures() throws Exception {
        String mailgun = "{\"message\": \"" + QUOTED + "\"}";
        String ses =
                "{\"message\": \"Email address is not verified: " + QUOTED + "\", \"__type\": \"MessageRejected\"}";
        for (int status : new int[] {400, 401, 403, 404, 413, 422, 429, 500, 503}) {
            provider.next(Behaviours.json(status, mailgun), Behaviours.json(status, ses));
            send(Map.of());
        }
        provider.next(Behaviours.json(400, "{" + QUOTED), Behaviours.answer(200, "text/html", "<html>" + QUOTED));
        send(Map.of());
        provider.next(Behaviours.closeAfterRequest(), Behaviours.json(307, mailgun, "Location: /" + Canary.TO));
        send(Map.of());
        provider.next(Behaviours.json(200, "{\"id\": \"" + QUOTED + "\", \"message\": \"" + QUOTED + "\"}"));
        send(Map.of());
        for (Fault fault : List.of(Fault.S04_AUTH_535, Fault.S06_RCPT_550, Fault.S12_DOT_DROP, Fault.S14_DOT_550)) {
            relay.fault(fault);
            provider.next(Behaviours.status(503), Behaviours.status(503));
            send(Map.of());
        }
        relay.fault(Fault.NONE);
    }

    private void badRequests() throws Exception {
        for (String body : List.of(
                "{\"to\": [\"" + Canary.INVALID_ADDRESS + "\"]}",
                "{\"to\": [\"" + Canary.TO + "\"], \"" + Canary.UNKNOWN_FIELD + "\": 1}",
                "{\"to\": [\"" + Canary.TO + "\"], \"subject\": \"" + Canary.SUBJECT + "\\r\\nBcc: x\"}",
                "{\"to\": \"" + Canary.TO + "\", \"subject\": {\"" + Canary.SUBJECT + "\": 1}}",
                "{\"to\": [\"" + Canary.TO + "\"], \"on_unknown\": \"" + Canary.TEXT + "\"}",
                "{\"to\": [\"" + Canary.TO + "\"], \"send_at\": \"" + Canary.TEXT + "\"}",
                "{\"to\": [\"" + Canary.TO + "\"], \"text\": \"" + Canary.TEXT,
                MAIL + Canary.TEXT,
                Canary.TEXT.toString())) {
            assertThat(post("/send", body, Canary.CALLER_KEY, Map.of())).isEqualTo(400);
            post("/send/batch", "{\"messages\": [" + body + "]}", Canary.CALLER_KEY, Map.of());
        }
        assertThat(post("/send", MAIL, Canary.WRONG_KEY, Map.of())).isEqualTo(401);
        post("/send", MAIL, Canary.CALLER_KEY, Map.of("Prefer", Canary.TEXT.toString()));
        post("/send", MAIL, Canary.CALLER_KEY, Map.of("Content-Type", "text/plain; x=" + Canary.TAG));
        post("/send", "x".repeat(70_000) + MAIL, Canary.CALLER_KEY, Map.of());
        get("/" + Canary.PATH, Canary.CALLER_KEY);
        get("/messages/" + Canary.PATH, Canary.CALLER_KEY);
        get("/messages?cursor=" + Canary.PATH + "&limit=" + Canary.PATH, Canary.CALLER_KEY);
        get("/validation/" + Canary.INVALID_ADDRESS.toString().replace(" ", "%20"), Canary.CALLER_KEY);
        get("/providers?key=" + Canary.CALLER_KEY, Canary.WRONG_KEY);
    }

    private String async() throws Exception {
        // For every request: a look-up of an unknown result may take an answer meant for this mail.
        provider.always(taken());
        post("/send", MAIL, Canary.CALLER_KEY, Map.of("Prefer", "respond-async"));
        return answers.get(answers.size() - 1).replaceAll("(?s).*?\"id\":\\s*\"([0-9a-f]{32})\".*", "$1");
    }

    private void statusOf(String id) throws Exception {
        assertThat(get("/messages/" + id, Canary.CALLER_KEY)).contains(Canary.TO.toString());
        await().until(() -> get("/messages/" + id, Canary.CALLER_KEY).contains("\"sent\""));
        get("/messages?recipient=" + Canary.TO + "&tag=" + Canary.TAG, Canary.CALLER_KEY);
        post("/messages/" + id + "/resend", "", Canary.CALLER_KEY, Map.of());
        post("/messages/" + id + "/close", "{\"status\": \"" + Canary.TEXT + "\"}", Canary.CALLER_KEY, Map.of());
        delete("/messages/" + id);
    }

    /** While a table is missing every write fails, and the error might quote the data. */
    private void withABrokenStore() throws Exception {
        sql("ALTER TABLE recipient RENAME TO mislaid");
        assertThat(send(Map.of())).isEqualTo(503);
        get("/messages?recipient=" + Canary.TO, Canary.CALLER_KEY);
        sql("ALTER TABLE mislaid RENAME TO recipient");
    }

    private String threadsWhileSending(DaemonProcess process) throws Exception {
        await().until(() ->
                !get("/messages?status=queued&limit=1", Canary.CALLER_KEY).contains("\"queued\""));
        provider.always(Behaviours.status(503));
        relay.fault(Fault.S12_DOT_SILENCE);
        int before = relay.datas();
        // A mail may take an answer left over from an earlier one and never come to the relay.
        for (int mail = 0; mail < 20; mail++) {
            CompletableFuture<HttpResponse<String>> sending = sendLater();
            await().until(() -> relay.datas() > before || sending.isDone());
            String threads = process.threads();
            answers.add(sending.get().body());
            if (relay.datas() > before) {
                return threads;
            }
        }
        throw new AssertionError("no mail came to the relay: " + answers.get(answers.size() - 1));
    }

    private CompletableFuture<HttpResponse<String>> sendLater() {
        return http.sendAsync(request("/send", MAIL, Canary.CALLER_KEY, Map.of()), BodyHandlers.ofString());
    }

    private int send(Map<String, String> headers) throws Exception {
        return post("/send", MAIL, Canary.CALLER_KEY, headers);
    }

    private int post(String path, String body, Canary key, Map<String, String> headers) throws Exception {
        return keep(request(path, body, key, headers)).statusCode();
    }

    private String get(String path, Canary key) throws Exception {
        return keep(HttpRequest.newBuilder(daemon.resolve(path))
                        .header("Authorization", "Bearer " + key)
                        .build())
                .body();
    }

    private void delete(String path) throws Exception {
        keep(HttpRequest.newBuilder(daemon.resolve(path))
                .header("Authorization", "Bearer " + Canary.CALLER_KEY)
                .DELETE()
                .build());
    }

    private HttpRequest request(String path, String body, Canary key, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(daemon.resolve(path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        return request.build();
    }

    private HttpResponse<String> keep(HttpRequest request) throws Exception {
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        answers.add(answer.headers().map() + "\n" + answer.body());
        return answer;
    }

    private static FaultyHttpServer.Behaviour taken() {
        return Behaviours.json(200, "{\"id\": \"<1@example.org>\", \"message\": \"Queued.\"}");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mail.db"));
                Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA busy_timeout = 5000");
            sql.execute(statement);
        }
    }

    private static void assertFreeOf(List<Canary> canaries, String text, String where) {
        assertThat(canaries.stream()
                        .filter(canary -> canary.isIn(text.getBytes(UTF_8)))
                        .map(Enum::name))
                .as(where + ": " + text)
                .isEmpty();
    }

    private void assertFilesAreFreeOf(List<Canary> canaries) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                assertThat(canaries.stream()
                                .filter(canary -> canary.isIn(bytes))
                                .map(Enum::name))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    private static Map<String, String> environment() {
        return Map.of(
                "MAILGUN_KEY", Canary.MAILGUN_KEY.toString(),
                "SES_SECRET", Canary.SES_SECRET.toString(),
                "SMTP_PASSWORD", Canary.SMTP_PASSWORD.toString(),
                "DATABASE_PASSWORD", Canary.DATABASE_PASSWORD.toString());
    }

    private Path config() throws Exception {
        String hash = TestKeys.hash(Canary.CALLER_KEY.toString());
        return Files.writeString(directory.resolve("config.yml"), """
                server: {port: 0, max-request-size: 64KB}
                order: [mailgun, amazon_ses, relay]
                delivery: {deadline: 3s, attempt-timeout: 1s}
                queue: {poll: 200ms}
                retry: {delay: 1s}
                health: {failures: 1000, window: 1000, rest: 1ms, max-rest: 2ms}
                logging: {level: trace}
                store: {kind: sqlite, file: '%s'}
                api-keys: {billing: {hash: %s, scopes: [send, validate, read, admin]}}
                providers:
                  mailgun: {kind: mailgun, api-key: '${MAILGUN_KEY}', domain: example.org, from: a@example.org, endpoint: '%s'}
                  amazon_ses: {kind: amazon-ses, region: eu-west-1, from: a@example.org, endpoint: '%s',
                    access-key-id: %s, secret-access-key: '${SES_SECRET}'}
                  relay: {kind: smtp, host: localhost, port: %d, tls: none, from: a@example.org, username: %s,
                    password: '${SMTP_PASSWORD}'}
                """.formatted(
                        directory.resolve("mail.db"),
                        hash,
                        provider.uri(),
                        provider.uri(),
                        Canary.SES_KEY_ID,
                        relay.port(),
                        FaultySmtpServer.USER));
    }
}
