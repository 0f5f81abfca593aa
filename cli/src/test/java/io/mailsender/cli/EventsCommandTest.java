package io.mailsender.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands for what providers report. */
class EventsCommandTest extends CommandLineTest {

    private static final String BOUNCE = "From: <>\r\nSubject: Undelivered\r\n\r\n\u00fc";

    @Test
    void listsTheProvidersThatReport() {
        daemon.answers(200, """
                {"providers":[
                {"provider":"ses","accepted":true,"registrable":true,"url":"https://mail.example.com/events/ses",\
                "first_report_at":"2026-01-02T03:04:05Z","last_report_at":"2026-01-03T03:04:05Z"},
                {"provider":"mailgun","accepted":true,"registrable":true},
                {"provider":"relay","accepted":false,"registrable":false}]}""");

        Run run = runWithoutUrl("events", "list", "--url", daemon.url());

        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll("  +", " | ")))
                .containsExactly(
                        "PROVIDER | REPORTS | FIRST | LAST | URL",
                        "ses | arrive | 2026-01-02T03:04:05Z | 2026-01-03T03:04:05Z | https://mail.example.com/events/ses",
                        "mailgun | none yet",
                        "relay | not set up");
        assertThat(daemon.request().line()).isEqualTo("GET /providers/events");
    }

    @Test
    void registersAtAVendor() {
        daemon.answers(200, "{\"url\":\"https://mail.example.com/events/pm\",\"msg\":\"webhook 7 was created\"}");

        Run run = runWithoutUrl("events", "register", "pm", "--url", daemon.url());

        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().strip()).isEqualTo("https://mail.example.com/events/pm: webhook 7 was created");
        assertThat(daemon.request().line()).isEqualTo("POST /providers/pm/events");
    }

    @Test
    void eventsNeedsACommand() {
        Run run = runWithoutUrl("events");
        assertThat(run.exitStatus()).isEqualTo(2);
        assertThat(run.err()).contains("no command given");
    }

    @Test
    void bounceHandsInTheMailAsItIs() {
        daemon.answers(200, "{\"events\":1}");

        Run run = bounce("bounce", "relay", "--url", daemon.url());

        assertThat(run).isEqualTo(new Run(0, "", ""));
        assertThat(daemon.request().line()).isEqualTo("POST /bounces");
        assertThat(daemon.request().body())
                .contains("\"provider\":\"relay\"", Base64.getEncoder().encodeToString(BOUNCE.getBytes(UTF_8)));
    }

    @Test
    void bouncePrintsJson() {
        daemon.answers(200, "{\"events\":2}");
        assertThat(bounce("bounce", "relay", "--json", "--url", daemon.url()).out())
                .contains("\"events\"", "2");
    }

    /** The mail server keeps the mail and tries again, but not for what will never be a report. */
    @ParameterizedTest
    @CsvSource({
        "400, message, 0, ignored: the mail reports nothing",
        "400, provider, 75, must",
        "401, none, 75, API key",
        "503, none, 75, must"
    })
    void theExitStatusOfBounceIsForMailServers(int status, String field, int exitStatus, String words) {
        daemon.answers(status, """
                {"type":"about:blank","title":"No","status":%d,"detail":"must be otherwise",\
                "errors":[{"field":"%s","message":"must be otherwise"}]}""".formatted(status, field));

        Run run = bounce("bounce", "relay", "--url", daemon.url());

        assertThat(run.exitStatus()).isEqualTo(exitStatus);
        assertThat(run.err().lines()).singleElement().asString().contains(words);
    }

    @Test
    void bounceWithoutADaemonIsTriedAgain() {
        String url = daemon.url();
        daemon.close();
        Run run = bounce("bounce", "relay", "--url", url);
        assertThat(run.exitStatus()).isEqualTo(75);
        assertThat(run.err().lines()).hasSize(1);
    }

    private static Run bounce(String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(BOUNCE.getBytes(UTF_8)));
        try {
            return runWithoutUrl(args);
        } finally {
            System.setIn(before);
        }
    }
}
