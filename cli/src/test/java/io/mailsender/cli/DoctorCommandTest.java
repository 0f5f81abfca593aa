package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorCommandTest extends CommandLineTest {

    private static final String LOGIN =
            "{\"provider\":\"ses\",\"check\":\"login\",\"level\":\"ok\",\"text\":\"AWS accepts the credentials\",\"at\":\"2026-11-29T10:00:00Z\"}";

    @Test
    void printsOneLineForEachFinding() {
        daemon.answers(200, report(LOGIN, """
                {"provider":"mailgun","check":"order","level":"warning","text":"mail from a.example has no failover.",
                 "remedy":"add it","at":"2026-11-29T10:00:00Z"}""", finding("dns", "warning")));

        Run run = run("doctor");

        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "LEVEL    PROVIDER  CHECK  FINDING",
                        "ok       ses       login  AWS accepts the credentials",
                        "warning  mailgun   order  mail from a.example has no failover; add it",
                        "warning  -         dns    a text; a remedy");
        assertThat(daemon.request().line()).isEqualTo("GET /providers/findings");
    }

    @ParameterizedTest
    @CsvSource({
        "ok, ok, 0",
        "warning, ok, 0",
        "unknown, warning, 75",
        "error, warning, 1",
        "unknown, error, 1",
        "later-level, ok, 0"
    })
    void theWorstLevelDecides(String first, String second, int exitStatus) {
        daemon.answers(200, report(finding("dns", first), finding("login", second)));

        assertThat(run("doctor").exitStatus()).isEqualTo(exitStatus);
    }

    @Test
    void showsOnlyWhatIsNotOk() {
        daemon.answers(200, report(LOGIN, finding("dns", "error")));
        assertThat(run("doctor", "--quiet").out().lines())
                .containsExactly("LEVEL  PROVIDER  CHECK  FINDING", "error  -         dns    a text; a remedy");

        daemon.answers(200, report(LOGIN));
        assertThat(run("doctor", "-q").out().strip()).isEqualTo("nothing is wrong");
    }

    @Test
    void saysThatThereIsNothingToCheck() {
        daemon.answers(200, report());

        assertThat(run("doctor").out().strip()).isEqualTo("there is nothing to check");
    }

    @Test
    void printsJson() {
        daemon.answers(200, report(LOGIN));

        Run run = run("doctor", "--json");

        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().strip()).isEqualTo(report(LOGIN));
    }

    @Test
    void mayBeRepeatedWithoutAnAnswer() {
        daemon.hangsUp();

        assertThat(run("doctor").exitStatus()).isEqualTo(75);
    }

    @Test
    void showsNoControlCharacters() {
        daemon.answers(200, report(finding("dns", "warning").replace("a text", "a\\u001b[2Jtext")));

        assertThat(run("doctor").out()).doesNotContain("\u001b");
    }

    private static String finding(String check, String level) {
        return "{\"check\":\"%s\",\"level\":\"%s\",\"text\":\"a text\",\"remedy\":\"a remedy\",\"at\":\"2026-11-29T10:00:00Z\"}"
                .formatted(check, level);
    }

    private static String report(String... findings) {
        return "{\"checked_at\":\"2026-11-29T10:00:00Z\",\"findings\":[" + String.join(",", findings) + "]}";
    }
}
