package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands for stored messages. */
class MessageCommandsTest extends CommandLineTest {

    private static final String MESSAGE = """
            {"id":"m1","status":"%s","priority":"high","subject":"Hi\\u001B[2J","tags":["t1","t2"],"accepted_at":"2026-01-02T03:04:00Z",\
            "next_try_at":"2026-01-02T03:05:00Z","possible_duplicate":true,\
            "recipients":[{"address":"a@b.c","state":"pending"},{"address":"b@b.c","state":"refused","msg":"no such box"}],\
            "providers":[{"provider":"drill","status_code":503,"msg":"busy","outcome":"throttled","duration_ms":12}]}""";

    @Test
    void statusShowsTheWholeRecord() {
        daemon.answers(200, MESSAGE.formatted("queued"));
        Run run = run("status", "m1");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out()).isEqualTo("""
                id        m1
                status    queued
                subject   Hi [2J
                tags      t1, t2
                priority  high
                accepted  2026-01-02T03:04:00Z
                next try  2026-01-02T03:05:00Z

                a@b.c  pending
                b@b.c  refused  no such box

                drill  throttled  503 busy  (12 ms)
                """);
        assertThat(run.err().lines()).singleElement().asString().startsWith("WARNING: the mail may arrive twice");
        assertThat(daemon.request().line()).isEqualTo("GET /messages/m1");
    }

    @Test
    void statusShowsAttemptsAndReportsInOneList() {
        daemon.answers(200, """
                {"id":"m1","status":"unknown","accepted_at":"2026-01-02T03:04:00Z","possible_duplicate":false,\
                "recipients":[{"address":"a@b.c","state":"bounced","severity":"hard","msg":"550 no such user"}],\
                "providers":[{"provider":"ses","status_code":0,"msg":"no answer","outcome":"unknown","duration_ms":12}],
                "timeline":[{"time":"2026-01-02T03:04:01Z","kind":"attempt","provider":"ses","attempt":1,"type":"unknown",\
                "status_code":0,"msg":"no answer"},
                {"time":"2026-01-02T03:04:09Z","kind":"event","provider":"ses","attempt":1,"type":"bounced","severity":"hard",\
                "recipient":"a@b.c","status_code":550,"msg":"no such\\u001B[2J user"}],
                "evidence":[{"attempt":1,"provider":"ses","began_at":"2026-01-02T03:04:01Z","later_attempts_reported":true,\
                "conclusion":"probably not sent"}]}""");

        assertThat(run("status", "m1").out()).endsWith("""

                a@b.c  bounced (hard)  550 no such user

                2026-01-02T03:04:01Z  ses  unknown                no answer
                2026-01-02T03:04:09Z  ses  bounced (hard)  a@b.c  550 no such [2J user

                attempt 1, ses: probably not sent
                """);
    }

    @ParameterizedTest
    @CsvSource({
        "queued, 0",
        "sending, 0",
        "sent, 0",
        "rejected, 1",
        "failed, 1",
        "cancelled, 1",
        "unknown, 70",
        "lost, 70"
    })
    void exitStatusOfStatusFollowsTheMessage(String status, int exitStatus) {
        daemon.answers(200, MESSAGE.formatted(status));
        assertThat(run("status", "m1").exitStatus()).isEqualTo(exitStatus);
        assertThat(run("status", "--json", "m1").exitStatus()).isEqualTo(exitStatus);
    }

    @Test
    void listsWithEveryFilter() {
        daemon.answers(200, "{\"messages\":[" + MESSAGE.formatted("queued") + "],\"next\":\"c2\"}");
        Run run = run(
                "messages",
                "--status",
                "queued",
                "--recipient",
                "a@b.c",
                "--tag",
                "t1",
                "--since",
                "2026-01-02T04:00:00+01:00",
                "--limit",
                "1",
                "--cursor",
                "c1");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll("  +", " | ")))
                .containsExactly(
                        "ID | STATUS | ACCEPTED | RECIPIENTS | SUBJECT",
                        "m1 | queued | 2026-01-02T03:04:00Z | a@b.c, b@b.c | Hi [2J");
        assertThat(run.err().strip()).isEqualTo("There are more mails; repeat the command with --cursor c2");
        assertThat(daemon.request().line())
                .isEqualTo(
                        "GET /messages?status=queued&recipient=a%40b.c&tag=t1&since=2026-01-02T03%3A00%3A00Z&cursor=c1&limit=1");
    }

    @Test
    void listsByTheStateOfARecipient() {
        daemon.answers(200, "{\"messages\":[]}");
        assertThat(run("messages", "--recipient-state", "bounced").exitStatus()).isZero();
        assertThat(daemon.request().line()).isEqualTo("GET /messages?recipient_state=bounced");
    }

    @Test
    void listsWithoutFilters() {
        daemon.answers(200, "{\"messages\":[]}");
        assertThat(run("messages").exitStatus()).isZero();
        assertThat(daemon.request().line()).isEqualTo("GET /messages");
    }

    @ParameterizedTest
    @CsvSource({
        "cancel m1, DELETE /messages/m1, ''",
        "resend m1, POST /messages/m1/resend, ''",
        "close m1 sent, POST /messages/m1/close, '{\"status\":\"sent\"}'",
        "close m1 failed, POST /messages/m1/close, '{\"status\":\"failed\"}'",
    })
    void changesAMessage(String command, String line, String body) {
        daemon.answers(200, MESSAGE.formatted("failed"));
        Run run = run(command.split(" "));
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().strip()).isEqualTo("failed, id m1");
        assertThat(daemon.request().line()).isEqualTo(line);
        assertThat(daemon.request().body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status m1", "cancel m1", "resend m1", "close m1 sent"})
    void printsJson(String command) {
        daemon.answers(200, MESSAGE.formatted("sent"));
        String[] words = (command + " --json").split(" ");
        assertThat(run(words).out().strip()).isEqualTo(MESSAGE.formatted("sent"));
    }

    @Test
    void changesManyWithoutAskingIfToldSo() {
        daemon.answers(
                200,
                "{\"dry_run\":false,\"done\":1,\"ids\":[\"m1\"],\"skipped\":[{\"id\":\"m2\",\"msg\":\"The message is sent.\"}]}");
        Run run =
                many("resend", "--status", "failed", "--subject", "order", "--until", "2026-01-02T03:00:00Z", "--yes");

        assertThat(daemon.request().line()).isEqualTo("POST /messages/resend");
        assertThat(daemon.request().body())
                .isEqualTo(
                        "{\"filter\":{\"status\":\"failed\",\"subject\":\"order\",\"until\":\"2026-01-02T03:00:00Z\"}}");
        assertThat(run.out().strip()).isEqualTo("1 mail was resent, 1 left as they are.");
        assertThat(run.err().strip()).isEqualTo("m2: The message is sent.");
        assertThat(run.exitStatus()).isEqualTo(1);
        many("cancel", "--expect", "7");
        assertThat(daemon.request().body()).isEqualTo("{\"filter\":{},\"expected_count\":7}");
        many("close", "--as", "sent", "--yes", "m1", "m2");
        assertThat(daemon.request().line()).isEqualTo("POST /messages/close");
        assertThat(daemon.request().body()).isEqualTo("{\"status\":\"sent\",\"ids\":[\"m1\",\"m2\"]}");
    }

    @Test
    void changesNothingIfNobodyCanBeAsked() {
        daemon.answers(200, "{\"dry_run\":true,\"count\":12,\"done\":10,\"ids\":[],\"skipped\":[]}");
        Run run = many("cancel", "--tag", "t1");

        assertThat(run.exitStatus()).isEqualTo(2);
        assertThat(run.err()).contains("would cancel 12 mails", "--yes or --expect 12");
        assertThat(daemon.request().body()).isEqualTo("{\"filter\":{\"tag\":\"t1\"},\"dry_run\":true}");
        assertThat(many("cancel", "--tag", "t1", "--dry-run").out().strip())
                .isEqualTo("12 mails are found. Of the first 10, 10 would be cancelled.");
    }

    /** A command that stops half-way must not look as if it were done. */
    @Test
    void saysThatItStopped() {
        daemon.answers(
                200,
                "{\"dry_run\":false,\"done\":3,\"ids\":[],\"skipped\":[],\"stopped\":\"The quota.\",\"next\":\"c2\"}");
        Run run = many("resend", "--status", "failed", "-y");

        assertThat(run.exitStatus()).isEqualTo(75);
        assertThat(run.out().strip()).isEqualTo("3 mails were resent.");
        assertThat(run.err()).contains("The quota. The same command");
    }

    @Test
    void exportsWhatTheFilterFinds() {
        daemon.answers(200, "id,accepted\r\n");
        Run run = many("export", "--status", "failed");

        assertThat(run.out()).isEqualTo("id,accepted\r\n");
        assertThat(daemon.request().line()).isEqualTo("GET /messages/export?status=failed");
    }

    @Test
    void theOptionsOfTheDaemonMayStandBeforeTheCommand() {
        daemon.answers(200, "id,accepted\r\n");

        assertThat(runWithoutUrl("messages", "--url", daemon.url(), "export").out())
                .isEqualTo("id,accepted\r\n");
    }

    private Run many(String... args) {
        List<String> all = new ArrayList<>(List.of("messages"));
        all.addAll(List.of(args));
        all.addAll(2, List.of("--url", daemon.url()));
        return runWithoutUrl(all.toArray(String[]::new));
    }

    @Test
    void printsTheListAsJson() {
        String list = "{\"messages\":[" + MESSAGE.formatted("sent") + "]}";
        daemon.answers(200, list);
        assertThat(run("messages", "--json").out().strip()).isEqualTo(list);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status m1", "messages", "cancel m1", "resend m1", "close m1 sent"})
    void reportsTheProblemInOneLine(String command) {
        String problem = "{\"type\": \"about:blank\", \"title\": \"t\", \"status\": %d, \"detail\": \"the reason.\"}";
        for (int status : new int[] {404, 409, 501}) {
            daemon.answers(status, problem.formatted(status));
            Run run = run(command.split(" "));
            assertThat(run.exitStatus()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines()).containsExactly("mail-sender: the reason.");
        }
        daemon.hangsUp();
        assertThat(run(command.split(" ")).exitStatus()).isEqualTo(75);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "cancel",
                "resend",
                "close m1",
                "close m1 lost",
                "messages --since today",
                "messages --limit x",
                "messages --status failed resend --yes",
                "messages close --yes m1"
            })
    void refusesWrongUsageInOneLine(String line) {
        Run run = runWithoutUrl(line.split(" "));
        assertThat(run.exitStatus()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().startsWith("mail-sender: ");
    }
}
