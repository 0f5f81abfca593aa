package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.client.MailSender;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitingTest extends CommandLineTest {

    private static final String KEPT = "{\"id\": \"m1\", \"status\": \"queued\"}";

    @Test
    void tellsWhatBecameOfIt() {
        daemon.answers(202, KEPT)
                .then(200, status("sending", ""))
                .then(
                        200,
                        status("sent", "{\"address\": \"b@b.c\", \"state\": \"refused\", \"msg\": \"no such box\"}"));
        Run run = wait("10");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().lines()).containsExactly("ses  sent  200 OK  (7 ms)", "sent via ses, id m1");
        assertThat(run.err().lines()).containsExactly("WARNING: not sent to b@b.c: no such box");
        assertThat(daemon.requests())
                .extracting(FakeDaemon.Request::line)
                .containsExactly("POST /send", "GET /messages/m1", "GET /messages/m1");
    }

    @ParameterizedTest
    @CsvSource({
        "failed, 1, it is failed",
        "rejected, 1, it is rejected",
        "cancelled, 1, it is cancelled",
        "unknown, 70, it may have been sent"
    })
    void saysInOneLineThatItWasNotSent(String status, int exitStatus, String message) {
        daemon.answers(202, KEPT).then(200, status(status, ""));
        Run run = wait("10");
        assertThat(run.exitStatus()).isEqualTo(exitStatus);
        assertThat(run.err().lines()).singleElement().asString().startsWith("mail-sender: " + message);
    }

    @Test
    void endsWithItsPatience() {
        daemon.answers(202, KEPT).then(200, status("queued", ""));
        Run run = wait("1");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).last().asString().startsWith("queued, id m1; it is kept");
    }

    @Test
    void asksAgainWhereTheDaemonIsAway() {
        daemon.answers(202, KEPT).then(503, "{}").then(200, status("sent", ""));
        assertThat(wait("10").out()).contains("sent via ses, id m1");
    }

    @Test
    void neverSaysThatAKeptMailIsNotSent() {
        daemon.answers(202, KEPT).then(503, "{}");
        Run run = wait("1");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().lines()).containsExactly("m1");
        assertThat(run.err().lines()).singleElement().asString().startsWith("WARNING: it cannot be seen how it stands");
    }

    @Test
    void printsWhatItSawLastAsJson() {
        daemon.answers(202, KEPT).then(200, status("failed", ""));
        Run run = run("send", "-t", "a@b.c", "--async", "--wait", "10", "--json");
        assertThat(run.exitStatus()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("{\"id\":\"m1\",\"status\":\"failed\",")
                .contains("\"recipients\":[]");
    }

    @Test
    void showsAPersonHowItStands() {
        daemon.answers(
                        200,
                        status("queued", "")
                                .replace("\"possible", "\"next_try_at\": \"2030-01-31T08:00:00Z\", \"possible"))
                .then(200, status("sent", ""));
        assertThat(progress(true))
                .startsWith("\r0 s: queued, ses sent, next try at 2030-01-31T08:00:00Z ")
                .endsWith("\r" + " ".repeat(79) + "\r")
                .doesNotContain("\n");
    }

    @Test
    void showsNothingWhereNobodyLooks() {
        daemon.answers(200, status("queued", "")).then(200, status("sent", ""));
        assertThat(progress(false)).isEmpty();
    }

    private String progress(boolean terminal) {
        StringWriter err = new StringWriter();
        Progress progress = new Progress(new PrintWriter(err), terminal);
        assertThat(new Waiting(MailSender.at(daemon.url()), progress).until("m1", Duration.ofSeconds(10)))
                .isPresent();
        return err.toString();
    }

    private Run wait(String seconds) {
        return run("send", "-t", "a@b.c", "--async", "--wait", seconds);
    }

    private static String status(String status, String recipient) {
        return """
            {"id": "m1", "status": "%s", "priority": "normal", "accepted_at": "2026-01-02T03:04:05Z", "possible_duplicate": false,
             "recipients": [%s],
             "providers": [{"provider": "ses", "status_code": 200, "msg": "OK", "outcome": "sent", "duration_ms": 7}]}""".formatted(status, recipient);
    }
}
