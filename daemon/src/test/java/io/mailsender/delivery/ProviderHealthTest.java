package io.mailsender.delivery;

import static io.mailsender.testing.Outcomes.ACCOUNT;
import static io.mailsender.testing.Outcomes.REJECTED;
import static io.mailsender.testing.Outcomes.SENT;
import static io.mailsender.testing.Outcomes.THROTTLED;
import static io.mailsender.testing.Outcomes.UNKNOWN;
import static io.mailsender.testing.Outcomes.UNREACHABLE;
import static io.mailsender.testing.Outcomes.UNSUPPORTED;
import static io.mailsender.testing.Outcomes.throttledFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.ProviderHealth.State;
import io.mailsender.provider.Outcome;
import io.mailsender.testing.SettableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProviderHealthTest {

    private static final HealthSettings SETTINGS =
            new HealthSettings(5, 10, Duration.ofSeconds(30), Duration.ofMinutes(2));

    private final SettableClock clock = new SettableClock();
    private final ProviderHealth health = new ProviderHealth("p", SETTINGS, clock);

    static List<Outcome> failures() {
        return List.of(UNREACHABLE, THROTTLED, UNKNOWN);
    }

    static List<Outcome> noFailures() {
        return List.of(SENT, REJECTED, UNSUPPORTED);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void restsAfterFiveFailures(Outcome failure) {
        see(failure, 4);
        assertThat(health.state()).isEqualTo(State.UP);

        see(failure, 1);
        assertThat(health.state()).isEqualTo(State.RESTING);
        assertThat(health.admits()).isFalse();
        assertThat(health.restUntil()).isEqualTo(clock.instant().plusSeconds(30));
    }

    @ParameterizedTest
    @MethodSource("noFailures")
    void problemsOfMessagesDoNotCount(Outcome outcome) {
        see(outcome, 100);

        assertThat(health.state()).isEqualTo(State.UP);
        assertThat(health.lastFailure()).isEmpty();
    }

    @Test
    void restsImmediatelyIfTheAccountIsRefused() {
        see(ACCOUNT, 1);

        assertThat(health.state()).isEqualTo(State.RESTING);
        assertThat(health.lastFailure()).map(ProviderHealth.Failure::outcome).contains(ACCOUNT);
    }

    @Test
    void restsForTheRetryAfter() {
        see(throttledFor(Duration.ofSeconds(77)), 1);

        clock.advance(Duration.ofSeconds(76));
        assertThat(health.admits()).isFalse();
        clock.advance(Duration.ofMillis(1_001));
        assertThat(health.admits()).isTrue();
    }

    @Test
    void limitsALongRetryAfter() {
        see(throttledFor(Duration.ofSeconds(999_999)), 1);

        assertThat(health.restUntil()).isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));
    }

    @Test
    void probesWithOneMessageAfterTheRest() {
        see(UNREACHABLE, 5);
        clock.advance(Duration.ofMillis(30_001));

        assertThat(health.state()).isEqualTo(State.PROBING);
        assertThat(health.admits()).isTrue();
        assertThat(health.admits()).isFalse();

        health.record(SENT, Duration.ofMillis(5));
        assertThat(health.state()).isEqualTo(State.UP);
        assertThat(health.admits()).isTrue();
    }

    @Test
    void aProbeThatSaysNothingAboutTheProviderIsFollowedByAnother() {
        see(UNREACHABLE, 5);
        clock.advance(Duration.ofMillis(30_001));

        assertThat(health.admits()).isTrue();
        health.record(UNSUPPORTED, Duration.ofMillis(5));

        assertThat(health.admits()).isTrue();
    }

    @Test
    void restsDoubleUpToTheLongestRest() {
        see(UNREACHABLE, 5);
        for (int seconds : new int[] {60, 120, 120}) {
            clock.advance(Duration.between(clock.instant(), health.restUntil()).plusMillis(1));
            see(UNREACHABLE, 1);
            assertThat(health.restUntil()).isEqualTo(clock.instant().plusSeconds(seconds));
        }
    }

    private void see(Outcome outcome, int times) {
        for (int i = 0; i < times; i++) {
            health.admits();
            health.record(outcome, Duration.ofMillis(5));
        }
    }
}
