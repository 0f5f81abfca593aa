package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest extends CommandLineTest {

    @Test
    void listsProviders() {
        daemon.answers(200, """
                {"trial": true, "providers": [
                  {"name": "ses", "kind": "amazon-ses", "health": "resting", "rests_until": "2026-01-02T03:04:05Z",
                   "last_failure": {"at": "2026-01-02T03:03:05Z", "outcome": "throttled", "status_code": 429, "msg": "slow\\u001b[2J down"}},
                  {"name": "box", "kind": "capture", "health": "up"}]}""");
        Run run = run("providers");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll("  +", " | ")))
                .containsExactly(
                        "PROVIDER | KIND | HEALTH | LAST FAILURE",
                        "ses | amazon-ses | resting until 2026-01-02T03:04:05Z | 2026-01-02T03:03:05Z throttled: slow [2J down",
                        "box | capture | up",
                        "Trial mode: there is no configuration file; mails are captured and not sent.");
        assertThat(daemon.request().line()).isEqualTo("GET /providers");
    }

    @Test
    void listsRoutesAndSlowProviders() {
        daemon.answers(200, """
                {"trial": false, "providers": [
                  {"name": "ses", "kind": "amazon-ses", "health": "up",
                   "slow": {"since": "2026-01-02T03:04:05Z", "share": 0.25, "reason": "the median is 8.0 s"}},
                  {"name": "relay", "kind": "smtp", "health": "up"}],
                 "routes": [
                  {"name": "resets", "providers": [{"provider": "relay"}, {"provider": "ses"}]},
                  {"name": "news", "providers": [{"provider": "ses", "share": 0.9333}, {"provider": "relay", "share": 0.0667}]}]}""");
        Run run = run("providers");
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll("  +", " | ")))
                .containsExactly(
                        "PROVIDER | KIND | HEALTH | LAST FAILURE",
                        "ses | amazon-ses | up, slow (share 25 %) | 2026-01-02T03:04:05Z slow: the median is 8.0 s",
                        "relay | smtp | up",
                        "",
                        "ROUTE | PROVIDERS",
                        "resets | relay, ses",
                        "news | ses 93.3 %, relay 6.7 %");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "send --help",
                "validate --help",
                "providers --help",
                "status --help",
                "messages --help",
                "close --help"
            })
    void printsHelp(String line) {
        Run run = runWithoutUrl(line.split(" "));
        assertThat(run.exitStatus()).isZero();
        assertThat(run.out()).contains("mail-sender");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void helpListsTheExitCodes() {
        assertThat(runWithoutUrl("--help").out()).contains("0 ", "1 ", "2 ", "70 ", "74 ", "75 ");
    }
}
