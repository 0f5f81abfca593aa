package io.mailsender.delivery;

import static io.mailsender.testing.Outcomes.REJECTED;
import static io.mailsender.testing.Outcomes.SENT;
import static io.mailsender.testing.Outcomes.UNKNOWN;
import static io.mailsender.testing.Outcomes.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mailsender.provider.Outcome;
import io.mailsender.testing.Messages;
import io.mailsender.testing.SettableClock;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProviderSpeedTest {

    private static final SlowSettings SETTINGS =
            new SlowSettings(true, 20, 4, Duration.ofSeconds(2), 20, Duration.ofMinutes(10));

    private final SettableClock clock = new SettableClock();
    private final ProviderSpeed speed = new ProviderSpeed("p", SETTINGS, clock);

    @Test
    void isSlowFarAboveItsOwnNormal() {
        see(SENT, 300, 40);
        assertThat(speed.slow()).isEmpty();
        assertThat(speed.share()).isEqualTo(1);

        see(SENT, 8000, 9);
        assertThat(speed.slow()).as("a few slow attempts").isEmpty();

        see(SENT, 8000, 2);
        assertThat(speed.slow()).get().satisfies(slow -> {
            assertThat(slow.reason()).isEqualTo("the median of the last 20 attempts is 8.0 s, normally 0.3 s");
            assertThat(slow.since()).isEqualTo(clock.instant());
        });
        assertThat(speed.share()).isZero();
        assertThat(speed.isInPlaceFor(Messages.to("a@example.com").id())).isFalse();
    }

    @Test
    void aProviderThatIsAlwaysSlowIsNormal() {
        see(SENT, 8000, 100);

        assertThat(speed.slow()).isEmpty();
    }

    @Test
    void belowTheSmallestLatencyNothingIsSlow() {
        see(SENT, 10, 40);
        see(SENT, 1900, 40);

        assertThat(speed.slow()).isEmpty();
    }

    @Test
    void isSlowIfFarMoreAttemptsAreUnknownThanUsual() {
        see(SENT, 300, 40);
        see(UNKNOWN, 300, 3);
        assertThat(speed.slow()).isEmpty();

        see(UNKNOWN, 300, 1);
        assertThat(speed.slow())
                .get()
                .extracting(ProviderSpeed.Slow::reason)
                .isEqualTo("20 % of the last 20 attempts are unknown, normally 0 %");
    }

    @Test
    void itsShareGrowsBackEvenly() {
        makeSlow();

        clock.advance(Duration.ofMinutes(3));
        assertThat(speed.share()).isCloseTo(0.3, within(1e-9));
        long inPlace = Stream.generate(() -> Messages.to("a@example.com").id())
                .limit(5_000)
                .filter(speed::isInPlaceFor)
                .count();
        assertThat(inPlace / 5_000.0).isCloseTo(0.3, within(0.05));
        see(SENT, 300, 30);

        clock.advance(Duration.ofMinutes(8));
        assertThat(speed.share()).isEqualTo(1);
        assertThat(speed.slow()).isEmpty();
        see(SENT, 300, 30);
        assertThat(speed.slow()).isEmpty();
    }

    @Test
    void startsAgainFromNoneIfItIsStillSlow() {
        makeSlow();
        var since = clock.instant();
        clock.advance(Duration.ofMinutes(5));
        see(SENT, 8000, 4);
        assertThat(speed.share()).isEqualTo(0.5);

        see(SENT, 8000, 1);

        assertThat(speed.share()).isZero();
        assertThat(speed.slow()).get().satisfies(slow -> {
            assertThat(slow.since()).isEqualTo(since);
            assertThat(slow.reason()).startsWith("the median of the last 5 attempts");
        });
    }

    @Test
    void aPaceThatLastsBecomesNormal() {
        makeSlow();

        int rounds = 0;
        while (speed.slow().isPresent()) {
            clock.advance(Duration.ofMinutes(15));
            see(SENT, 8000, 1);
            clock.advance(Duration.ofSeconds(1));
            see(SENT, 8000, 19);
            assertThat(++rounds).isLessThan(200);
        }
        assertThat(rounds * 15 / 60).as("hours").isBetween(6, 48);
    }

    /** An immediate refusal tells nothing about the pace, and a rejected message is an answer. */
    @Test
    void countsAnswersAndTimeoutsOnly() {
        see(SENT, 300, 40);
        see(UNREACHABLE, 9000, 40);
        assertThat(speed.slow()).isEmpty();

        see(REJECTED, 9000, 20);
        assertThat(speed.slow()).isPresent();
    }

    @Test
    void isOffByDefault() {
        ProviderSpeed off = new ProviderSpeed("p", SlowSettings.OFF, clock);
        for (int i = 0; i < 100; i++) {
            off.record(SENT, Duration.ofMillis(i < 50 ? 10 : 20_000));
        }

        assertThat(off.slow()).isEmpty();
        assertThat(off.isInPlaceFor(Messages.to("a@example.com").id())).isTrue();
    }

    private void makeSlow() {
        see(SENT, 300, 40);
        see(SENT, 8000, 10);
        assertThat(speed.slow()).isPresent();
    }

    private void see(Outcome outcome, long millis, int times) {
        for (int i = 0; i < times; i++) {
            speed.record(outcome, Duration.ofMillis(millis));
        }
    }
}
