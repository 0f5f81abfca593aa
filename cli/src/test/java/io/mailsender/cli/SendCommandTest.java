package io.mailsender.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendCommandTest extends CommandLineTest {

    private static final String REFUSED = """
            {"provider": "drill", "status_code": 0, "msg": "connection refused", "outcome": "unreachable", "duration_ms": 12}""";
    private static final String ACCEPTED = """
            {"provider": "ses", "status_code": 200, "msg": "OK", "outcome": "sent", "provider_message_id": "p1", "duration_ms": 7}""";
    private static final String SENT = """
            {"id": "m1", "status": "sent", "provider_used": "ses", "possible_duplicate": false, "providers": [%s, %s]}""".formatted(REFUSED, ACCEPTED);

    private static final String STORED = "{\"id\": \"m1\", \"status\": \"%s\"}";

    @TempDir
    private Path folder;

    @Test
    void printsEveryAttemptAndTheProvider() {
        daemon.answers(200, SENT);
        Run run = run("send", "-t", "ann@example.com", "-s", "Grüße", "-T", "李");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "drill  unreachable  connection refused  (12 ms)",
                        "ses    sent         200 OK  (7 ms)",
                        "sent via ses, id m1");
        assertThat(run.err()).isEmpty();
        assertThat(daemon.request().line()).isEqualTo("POST /send");
        assertThat(daemon.request().body())
                .isEqualTo("{\"to\":[\"ann@example.com\"],\"subject\":\"Grüße\",\"text\":\"李\"}");
    }

    @Test
    void passesEveryOption() throws IOException {
        daemon.answers(200, SENT);
        Path file = Files.writeString(folder.resolve("a.txt"), "abc");
        Path picture = Files.writeString(folder.resolve("logo.png"), "png");
        Run run = run(
                "s",
                "-t",
                "a@b.c",
                "Bob <b@b.c>",
                "-t",
                "d@b.c",
                "-c",
                "cc@b.c",
                "-b",
                "x@b.c",
                "y@b.c",
                "-r",
                "r@b.c",
                "-f",
                "Shop",
                "--from-address",
                "shop@b.c",
                "-H",
                "<p>",
                "--attach",
                file.toString(),
                "--inline",
                "logo=" + picture,
                "--header",
                "X-A: 1:2",
                "--tag",
                "t1",
                "--tag",
                "t2",
                "--metadata",
                "k=v",
                "--on-unknown",
                "hold");
        assertThat(run.err()).isEmpty();
        assertThat(daemon.request().body()).isEqualTo("""
                        {"from":"Shop","from_address":"shop@b.c","to":["a@b.c","Bob <b@b.c>","d@b.c"],"cc":["cc@b.c"],\
                        "bcc":["x@b.c","y@b.c"],"reply_to":["r@b.c"],"html":"<p>",\
                        "attachments":[{"filename":"a.txt","content_type":"text/plain","content":"YWJj"},\
                        {"filename":"logo.png","content_type":"image/png","content":"cG5n","content_id":"logo"}],\
                        "headers":{"X-A":"1:2"},"tags":["t1","t2"],"metadata":{"k":"v"},"on_unknown":"hold"}""");
    }

    @Test
    void sendsAnInvitationToBccOnly() throws IOException {
        daemon.answers(200, SENT);
        Path file = Files.writeString(folder.resolve("a.ics"), "BEGIN:VCALENDAR ü");
        Run run = run("send", "-b", "x@b.c", "--calendar", file.toString());
        assertThat(run.err()).isEmpty();
        assertThat(daemon.request().body())
                .isEqualTo("{\"bcc\":[\"x@b.c\"],\"calendar\":{\"content\":\"BEGIN:VCALENDAR ü\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-s", "-sx", "--", "-T", "--text=x", "-x", "-", ""})
    void acceptsValuesThatLookLikeOptions(String value) {
        daemon.answers(200, SENT);
        Run run =
                run("send", "-t", "a@b.c", "--subject=" + value, "--metadata=k=" + value, "--tag=" + value, "-T", "y");
        assertThat(run.err()).isEmpty();
        assertThat(daemon.request().body())
                .isEqualTo(
                        "{\"to\":[\"a@b.c\"],\"subject\":\"%s\",\"text\":\"y\",\"tags\":[\"%s\"],\"metadata\":{\"k\":\"%s\"}}"
                                .formatted(value, value, value));
    }

    @Test
    void explainsHowToWriteAValueThatLooksLikeAnOption() {
        Run run = run("send", "-t", "a@b.c", "-s", "-T", "x");
        assertThat(run.exitStatus()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains("--subject", "-T", "--name=VALUE");
    }

    @Test
    void attachesUnderAnotherName() throws IOException {
        daemon.answers(200, SENT);
        Path plain = Files.writeString(folder.resolve("tmp.x81"), "abc");
        Path sign = Files.writeString(
                Files.createDirectory(folder.resolve("year=1")).resolve("a=b.txt"), "def");
        Run run = run(
                "send",
                "-t",
                "a@b.c",
                "--attach",
                "report.pdf=" + plain,
                "--attach",
                sign.toString(),
                "--attach",
                "x=" + sign,
                "--inline",
                "logo=logo.png=" + plain);
        assertThat(run.err()).isEmpty();
        assertThat(daemon.request().body()).contains("""
                        "attachments":[{"filename":"report.pdf","content_type":"application/pdf","content":"YWJj"},\
                        {"filename":"a=b.txt","content_type":"text/plain","content":"ZGVm"},\
                        {"filename":"x","content_type":"text/plain","content":"ZGVm"},\
                        {"filename":"logo.png","content_type":"image/png","content":"YWJj","content_id":"logo"}]""");
    }

    @Test
    void refusesAnInvitationThatIsNotUtf8() throws IOException {
        Path file = Files.write(folder.resolve("a.ics"), new byte[] {'J', '\n', (byte) 0xFC});
        Run run = run("send", "-t", "a@b.c", "--calendar", file.toString());
        assertThat(run.exitStatus()).isEqualTo(2);
        assertThat(run.err()).contains("a.ics", "byte 3, in line 2, is 0xFC");
        assertThat(daemon.requests()).isEmpty();
    }

    @Test
    void refusesAnArgumentInAnotherEncoding() {
        Run run = run("send", "-t", "a@b.c", "-s", "J\ufffdrgen");
        assertThat(run.exitStatus()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains("not UTF-8");
        assertThat(daemon.requests()).isEmpty();
    }

    @Test
    void needsARecipient() {
        Run run = run("send", "-s", "x");
        assertThat(run.exitStatus()).isEqualTo(2);
        assertThat(run.err()).contains("give -t, -c or -b");
    }

    @Test
    void acceptsTextsWithSpecialFirstCharacters() {
        daemon.answers(200, SENT);
        Run run = run("send", "-t", "a@b.c", "-s", "@home", "-T", "- one");
        assertThat(run.err()).isEmpty();
        assertThat(daemon.request().body()).contains("\"subject\":\"@home\"", "\"text\":\"- one\"");
    }

    @Test
    void printsJson() {
        daemon.answers(200, SENT);
        Run run = run("send", "--json", "-t", "a@b.c");
        assertThat(run.out().strip()).isEqualTo(SENT.replace(": ", ":").replace(", ", ","));
    }

    @Test
    void warnsOfADuplicateAndOfRefusedRecipients() {
        daemon.answers(200, SENT.replace("false", "true").replace("]}", """
                        ], "recipients": [{"address": "a@b.c", "state": "sent"},
                         {"address": "b@b.c", "state": "refused", "msg": "no such\\nbox"},
                         {"address": "c@b.c", "state": "failed", "msg": "full"}]}"""));
        Run run = run("send", "-t", "a@b.c", "b@b.c", "c@b.c");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.err().lines())
                .containsExactly(
                        "WARNING: the mail may arrive twice: one provider gave no answer, and another one took it.",
                        "WARNING: not sent to b@b.c: no such box",
                        "WARNING: not sent to c@b.c: full");
    }

    @Test
    void warnsOfDeferredRecipients() {
        daemon.answers(
                200,
                SENT.replace("\"sent\"", "\"queued\"")
                        .replace(
                                "]}",
                                "], \"recipients\": [{\"address\": \"b@b.c\", \"state\": \"deferred\", \"msg\": \"greylisted\"}]}"));
        Run run = run("send", "-t", "a@b.c", "b@b.c");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.err().strip()).isEqualTo("WARNING: not sent yet, will be retried, to b@b.c: greylisted");
    }

    @Test
    void reportsFieldErrorsInOneLine() {
        daemon.answers(400, """
                {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "to[0]: no @ (and 1 more)",
                 "errors": [{"field": "to[0]", "message": "no @"}, {"field": "subject", "message": "has a line end"}]}""");
        Run run = run("send", "-t", "a");
        assertThat(run.exitStatus()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).containsExactly("mail-sender: to[0]: no @; subject: has a line end");
    }

    @Test
    void printsTheAttemptsIfNoProviderTookTheMail() {
        daemon.answers(503, problem(503, "No provider could take the message.", false));
        Run run = run("send", "-t", "a@b.c");
        assertThat(run.exitStatus()).isEqualTo(75);
        assertThat(run.out().lines()).containsExactly("drill  unreachable  connection refused  (12 ms)");
        assertThat(run.err().lines())
                .containsExactly("mail-sender: No provider could take the message. Try again in 60 s.");
    }

    @Test
    void printsTheProblemAsJson() {
        String problem = problem(503, "No provider could take the message.", false);
        daemon.answers(503, problem);
        Run run = run("send", "--json", "-t", "a@b.c");
        assertThat(run.exitStatus()).isEqualTo(75);
        assertThat(run.out().strip()).isEqualTo(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "400, false, 1",
        "401, false, 1",
        "403, false, 1",
        "413, false, 1",
        "422, false, 1",
        "501, false, 1",
        "429, false, 75",
        "503, false, 75",
        "504, true, 70",
        "500, true, 70",
    })
    void exitStatusFollowsTheStatus(int status, boolean possibleDuplicate, int exitStatus) {
        daemon.answers(status, problem(status, "the reason.", possibleDuplicate));
        Run run = run("send", "-t", "a@b.c");
        assertThat(run.exitStatus()).isEqualTo(exitStatus);
        assertThat(run.err().lines()).singleElement().asString().startsWith("mail-sender: the reason.");
    }

    @ParameterizedTest
    @CsvSource({"404, 1", "500, 70", "502, 70", "503, 75", "504, 70"})
    void reportsTheAnswerOfAProxy(int status, int exitStatus) {
        daemon.answers(status, "text/html", "<h1>\nsorry");
        Run run = run("send", "-t", "a@b.c");
        assertThat(run.exitStatus()).isEqualTo(exitStatus);
        assertThat(run.err().lines()).singleElement().asString().contains(daemon.url() + "/send: " + status);
    }

    @Test
    void reportsAMessageThatIsStillSending() {
        daemon.answers(202, STORED.formatted("sending"));
        Run run = run("send", "-t", "a@b.c");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .containsExactly("sending, id m1; `mail-sender status m1` shows what happens to it");
        assertThat(daemon.request().header("Prefer")).isNull();
        assertThat(daemon.request().header("Idempotency-key")).isNull();
    }

    @Test
    void reportsAHeldMessage() {
        daemon.answers(202, STORED.formatted("unknown"));
        Run run = run("send", "-t", "a@b.c");
        assertThat(run.exitStatus()).isEqualTo(70);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("mail-sender: message m1 may have been sent")
                .contains("mail-sender status m1");
    }

    @ParameterizedTest
    @CsvSource({"queued, 0", "sending, 0", "failed, 1", "unknown, 70"})
    void exitStatusFollowsTheStatusWithJson(String status, int exitStatus) {
        daemon.answers(202, STORED.formatted(status));
        Run run = run("send", "--json", "--async", "-t", "a@b.c");
        assertThat(run.exitStatus()).isEqualTo(exitStatus);
        assertThat(run.out().strip()).isEqualTo("{\"id\":\"m1\",\"status\":\"" + status + "\"}");
    }

    @Test
    void asyncPrintsTheId() {
        daemon.answers(202, STORED.formatted("queued"));
        Run run = run(
                "send",
                "-t",
                "a@b.c",
                "--async",
                "--at",
                "2030-01-31T09:00:00+01:00",
                "--priority",
                "bulk",
                "--route",
                "marketing",
                "--idempotency-key",
                "k1");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).containsExactly("m1");
        assertThat(daemon.request().header("Prefer")).isEqualTo("respond-async");
        assertThat(daemon.request().header("Idempotency-key")).isEqualTo("k1");
        assertThat(daemon.request().body())
                .isEqualTo(
                        "{\"to\":[\"a@b.c\"],\"priority\":\"bulk\",\"route\":\"marketing\",\"send_at\":\"2030-01-31T08:00:00Z\"}");
    }

    @Test
    void mayBeRepeatedWithAnIdempotencyKey() {
        daemon.hangsUp();
        Run lost = run("send", "-t", "a@b.c", "--idempotency-key", "k1");
        assertThat(lost.exitStatus()).isEqualTo(70);
        assertThat(lost.err()).contains("repeat the command with the same key to send it once");

        daemon.answers(409, problem(409, "The first request with this key is not finished.", false));
        assertThat(run("send", "-t", "a@b.c", "--idempotency-key", "k1").exitStatus())
                .isEqualTo(75);
    }

    @Test
    void explainsHowToGiveTheApiKey() {
        daemon.answers(401, problem(401, "An API key is needed.", false));
        assertThat(run("send", "-t", "a@b.c").err())
                .contains("An API key is needed.", "MAIL_SENDER_API_KEY", "--api-key-file");
    }

    @Test
    void readsTheApiKeyFromAFile() throws IOException {
        daemon.answers(200, SENT);
        Path key = Files.writeString(folder.resolve("key"), "secret\n");
        run("send", "--api-key-file", key.toString(), "-t", "a@b.c");
        assertThat(daemon.request().header("Authorization")).isEqualTo("Bearer secret");
    }

    @Test
    void statusIsUnknownWithoutAnAnswer() {
        daemon.hangsUp();
        Run run = run("send", "-t", "a@b.c");
        assertThat(run.exitStatus()).isEqualTo(70);
        assertThat(run.err().lines()).singleElement().asString().contains("no answer", "may have been sent");
        assertThat(daemon.requests()).hasSize(1);
    }

    @Test
    void statusIsUnknownIfTheAnswerIsTruncated() {
        daemon.answers(200, "{\"id\":");
        assertThat(run("send", "-t", "a@b.c").exitStatus()).isEqualTo(70);
    }

    /** Answers that do not come from a daemon, such as that of a load balancer's health check. */
    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "{\"status\":\"ok\"}", "{\"status\":\"sent\"}", "[]", "OK"})
    void statusIsUnknownIfTheAnswerIsNotADaemons(String body) {
        daemon.answers(200, body);
        Run run = run("send", "-t", "a@b.c");
        assertThat(run.exitStatus()).isEqualTo(70);
        assertThat(run.err().lines()).singleElement().asString().doesNotContain("NullPointer");
        assertThat(run("cancel", "m1").exitStatus()).isEqualTo(1);
        assertThat(run("status", "m1").err()).doesNotContain("NullPointer");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void reportsTheTargetOfARedirect(int status) {
        daemon.redirects(status, "https://user:secret@mail.example.com/send");
        Run run = run("send", "-t", "a@b.c");
        assertThat(run.exitStatus()).isEqualTo(1);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains("mail.example.com/send", "--url")
                .doesNotContain("secret");
        assertThat(daemon.requests()).hasSize(1);
    }

    @Test
    void sendsNothingIfTheServerDoesNotSpeakTls() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> greetEach(plain));
            server.start();
            Run run = runWithoutUrl("send", "--url", "https://127.0.0.1:" + plain.getLocalPort(), "-t", "a@b.c");
            assertThat(run.exitStatus()).isEqualTo(75);
            assertThat(run.err().lines()).singleElement().asString().contains("nothing was sent", "http URL");
        }
    }

    private static void greetEach(ServerSocket server) {
        try {
            while (true) {
                try (Socket connection = server.accept()) {
                    connection.getInputStream().read(new byte[4096]);
                    connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    /** Errors end up in the mails of cron and the logs of CI. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:secret@127.0.0.1:8080",
                "http://secret@127.0.0.1:8080",
                "http://user:sec/ret@127.0.0.1:8080",
                "http://user:p@secret@127.0.0.1:8080",
                "user:secret@127.0.0.1:8080",
                "ftp://user:secret@127.0.0.1",
                "http://127.0.0.1:8080?token=secret",
                "http://user:secret@a host"
            })
    void doesNotShowPasswords(String url) {
        Run option = runWithoutUrl("providers", "-x", "--url", url);
        assertThat(option.exitStatus()).isEqualTo(2);
        assertThat(option.err()).doesNotContain("secret", "sec/ret");
        if (url.contains("//") && !url.contains("?")) {
            assertThat(runWithoutUrl("providers", url).err()).isNotEmpty().doesNotContain("secret", "sec/ret");
        }
    }

    @Test
    void reportsThatNoDaemonAnswers() {
        String url = daemon.url();
        daemon.close();
        Run run = runWithoutUrl("send", "--url", url, "-t", "a@b.c");
        assertThat(run.exitStatus()).isEqualTo(75);
        assertThat(run.err().lines())
                .containsExactly("mail-sender: no daemon answers at " + url
                        + ". Start one with `mail-sender daemon`, or correct --url or MAIL_SENDER_URL.");
    }

    @Test
    void printsTheStackTraceOnRequest() {
        daemon.answers(503, problem(503, "No.", false));
        assertThat(run("send", "-x", "-t", "a@b.c").err()).contains("ApiException", "\tat io.mailsender.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send",
                "send -t",
                "send -t a@b.c --wrong",
                "send -t a@b.c --on-unknown maybe",
                "send -t a@b.c --header X",
                "send -t a@b.c --attach /no/such/file",
                "send -t a@b.c --attach name=",
                "send -t a@b.c --attach name=/no/such/file",
                "send -t a@b.c --attach =/no/such/file",
                "send -t a@b.c --ca-file /no/such/file",
                "send -t a@b.c --ca-file pom.xml",
                "send -t a@b.c --client-cert pom.xml",
                "send -t a@b.c --client-cert pom.xml --client-key pom.xml",
                "send -t a@b.c --url http://127.0.0.1:99999",
                "send -t a@b.c -T - -H -",
                "send -t a@b.c --wait 5",
                "send -t a@b.c --async --wait -1",
                "send -t a@b.c --at tomorrow",
                "send -t a@b.c --at 2030-01-31T08:00:00",
                "send -t a@b.c --priority urgent",
                "send -t a@b.c --url nowhere",
                "send -t a@b.c --api-key-file /no/such/file",
                "wrong",
                "",
            })
    void refusesWrongUsageInOneLine(String line) {
        Run run = runWithoutUrl(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(run.exitStatus()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().startsWith("mail-sender: ");
    }

    private static String problem(int status, String detail, boolean possibleDuplicate) {
        return """
            {"type": "about:blank", "title": "t", "status": %d, "detail": "%s", "possible_duplicate": %b, "providers": [%s]}""".formatted(status, detail, possibleDuplicate, REFUSED);
    }
}
