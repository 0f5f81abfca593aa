package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderCommandsTest extends CommandLineTest {

    private static final String RESTS = """
            {"name":"ses","kind":"amazon-ses","health":"resting","rests_until":"2030-01-31T08:00:00Z",
             "rest":{"since":"2030-01-30T08:00:00Z","until":"2030-01-31T08:00:00Z","reason":"maintenance"}}""";

    @Test
    void takesAProviderOutOfUse() {
        daemon.answers(200, RESTS);

        Run run = run("providers", "rest", "ses", "--until", "2030-01-31T08:00:00Z", "--reason", "maintenance");

        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().strip()).isEqualTo("ses: resting by hand until 2030-01-31T08:00Z");
        assertThat(daemon.request().line()).isEqualTo("POST /providers/ses/rest");
        assertThat(daemon.request().body()).contains("2030-01-31T08:00:00Z", "maintenance");
    }

    @Test
    void theEndIsADurationOrAnInstant() {
        daemon.answers(200, RESTS);
        assertThat(run("providers", "rest", "ses", "--for", "2h").exitStatus()).isZero();
        assertThat(daemon.request().body()).contains("until");

        assertThat(run("providers", "rest", "ses", "--for", "soon").err()).contains("write it as 30m, 2h or 3d");
        assertThat(run("providers", "rest", "ses", "--for", "2h", "--until", "2030-01-31T08:00:00Z")
                        .exitStatus())
                .isEqualTo(2);
    }

    @Test
    void showsTheRestInTheList() {
        daemon.answers(200, "{\"trial\":false,\"providers\":[" + RESTS + "]}");
        assertThat(run("providers").out())
                .contains("resting by hand until 2030-01-31T08:00Z")
                .contains("rests: maintenance");
    }

    @Test
    void putsItBack() {
        daemon.answers(200, "{\"name\":\"ses\",\"kind\":\"amazon-ses\",\"health\":\"probing\"}");
        Run run = run("providers", "resume", "ses");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().strip()).isEqualTo("ses: probing");
        assertThat(daemon.request().line()).isEqualTo("POST /providers/ses/resume");
    }

    @Test
    void theDaemonsOptionsStandBeforeOrAfterTheName() {
        daemon.answers(200, RESTS);
        Run run = runWithoutUrl("providers", "resume", "ses", "--url", daemon.url(), "--json");

        assertThat(run.exitStatus()).isZero();
        assertThat(run.out()).contains("\"rests_until\"");
    }

    @ParameterizedTest
    @CsvSource({
        "sent, sent, 0",
        "rejected, rejected, 1",
        "failed, unreachable, 75",
        "failed, unknown, 70",
        "queued, deferred, 75"
    })
    void theOutcomeOfATestDecides(String status, String outcome, int exitStatus) {
        daemon.answers(200, """
                {"id":"0190f6b2c1d07f3a8e5b9c4d2a1f6e7b","message_id":"<x@example.com>","status":"%s","provider":"ses",
                 "attempts":[{"provider":"ses","status_code":250,"msg":"words","outcome":"%s","duration_ms":12}]}
                """.formatted(status, outcome));

        Run run = run("providers", "test", "ses", "--to", "ann@example.com");

        assertThat(run.exitStatus()).isEqualTo(exitStatus);
        assertThat(run.out().strip()).isEqualTo("ses: " + outcome + " (250) in 12 ms: words");
        assertThat(daemon.request().line()).isEqualTo("POST /providers/ses/test");
    }
}
