package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.client.MailSender;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagePollerTest extends CommandLineTest {

    private static final String STORED = "{\"id\": \"m1\", \"status\": \"queued\"}";

    @Test
    void printsTheEnd() {
        daemon.answers(202, STORED)
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
        "failed, 1, message m1 is failed",
        "rejected, 1, message m1 is rejected",
        "cancelled, 1, message m1 is cancelled",
        "unknown, 70, message m1 may have been sent"
    })
    void reportsAMailThatWasNotSentInOneLine(String status, int exitStatus, String message) {
        daemon.answers(202, STORED).then(200, status(status, ""));
        Run run = wait("10");
        assertThat(run.exitStatus()).isEqualTo(exitStatus);
        assertThat(run.err().lines()).singleElement().asString().startsWith("mail-sender: " + message);
    }

    @Test
    void stopsWhenThePatienceRunsOut() {
        daemon.answers(202, STORED).then(200, status("queued", ""));
        Run run = wait("1");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).last().asString().startsWith("queued, id m1; `mail-sender status m1`");
    }

    @Test
    void asksAgainIfTheDaemonIsUnavailable() {
        daemon.answers(202, STORED).then(503, "{}").then(200, status("sent", ""));
        assertThat(wait("10").out()).contains("sent via ses, id m1");
    }

    @Test
    void neverReportsAStoredMailAsNotSent() {
        daemon.answers(202, STORED).then(503, "{}");
        Run run = wait("1");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().lines()).containsExactly("m1");
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("WARNING: the status of message m1 cannot be read");
    }

    @Test
    void printsTheLastAnswerAsJson() {
        daemon.answers(202, STORED).then(200, status("failed", ""));
        Run run = run("send", "-t", "a@b.c", "--async", "--wait", "10", "--json");
        assertThat(run.exitStatus()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("{\"id\":\"m1\",\"status\":\"failed\",")
                .contains("\"recipients\":[]");
    }

    @Test
    void showsProgressAtATerminal() {
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
    void showsNoProgressWithoutATerminal() {
        daemon.answers(200, status("queued", "")).then(200, status("sent", ""));
        assertThat(progress(false)).isEmpty();
    }

    private String progress(boolean terminal) {
        StringWriter err = new StringWriter();
        ProgressLine progress = new ProgressLine(new PrintWriter(err), terminal);
        assertThat(new MessagePoller(MailSender.at(daemon.url()), progress).awaitEnd("m1", Duration.ofSeconds(10)))
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
