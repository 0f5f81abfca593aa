package io.mailsender.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.common.Rate;
import io.mailsender.delivery.ProviderLimit.Busy;
import io.mailsender.provider.Pace;
import io.mailsender.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderLimitTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final SettableClock clock = new SettableClock();

    /** nodemailer-ses-transport#17: 14 at the end of a second and 14 at the start of the next are 28 within 30 ms. */
    @Test
    void theLimitHoldsAcrossTheBorderOfTwoSeconds() {
        ProviderLimit limit = rate("14/s");
        clock.advance(Duration.ofMillis(990));
        assertThat(acquired(limit, 28)).isEqualTo(14);
        clock.advance(Duration.ofMillis(20));
        assertThat(acquired(limit, 28)).isZero();
        clock.advance(Duration.ofMillis(979));
        assertThat(acquired(limit, 28)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(acquired(limit, 28)).isEqualTo(14);
    }

    @ParameterizedTest
    @CsvSource({"1/s", "14/s", "3/m", "2/h", "1500/s", "5000/m", "14 recipients/s", "2000 recipients/s"})
    void theLimitHoldsInEveryPeriod(String rate) {
        int count = Integer.parseInt(rate.replaceAll("[^0-9]", ""));
        Duration period =
                rate.endsWith("/s") ? Duration.ofSeconds(1) : rate.endsWith("/m") ? Duration.ofMinutes(1) : HOUR;
        boolean recipients = rate.contains("recipients");
        ProviderLimit limit = rate(rate);
        Random random = new Random(4711);
        List<long[]> through = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 4 * count + 200; i++) {
            int many = 1 + random.nextInt(Math.min(50, count));
            if (limit.tryAcquire(many).isEmpty()) {
                limit.release();
                through.add(new long[] {now, recipients ? many : 1});
            }
            long step = (long) (random.nextDouble() * 2 * period.toNanos() / count * (i / count % 2));
            clock.advance(Duration.ofNanos(step));
            now += step;
        }
        assertThat(through).hasSizeGreaterThan(recipients ? 3 : count);
        for (int first = 0, next = 0, sum = 0; next < through.size(); next++) {
            sum += (int) through.get(next)[1];
            for (; through.get(next)[0] - through.get(first)[0] >= period.toNanos(); first++) {
                sum -= (int) through.get(first)[1];
            }
            assertThat(sum).as("within a period").isLessThanOrEqualTo(count);
        }
    }

    @Test
    void tellsTheDelayAndTheLimit() {
        ProviderLimit limit = rate("2/m");
        acquired(limit, 1);
        clock.advance(Duration.ofSeconds(10));
        acquired(limit, 1);
        clock.advance(Duration.ofSeconds(10));
        assertThat(limit.tryAcquire(1)).contains(new Busy("limits.rate of relay, 2/m", Duration.ofSeconds(40)));
        assertThat(rate("3 recipients/h").tryAcquire(3)).isEmpty();
    }

    @Test
    void limitsConcurrency() {
        ProviderLimit limit =
                new ProviderLimit("relay", Pace.UNLIMITED, new LimitSettings(Map.of(), Map.of("relay", "2")), clock);
        assertThat(limit.tryAcquire(1)).isEmpty();
        assertThat(limit.tryStart()).isEmpty();
        assertThat(limit.tryAcquire(1)).contains(new Busy("limits.concurrency of relay, 2", null));
        limit.release();
        assertThat(limit.tryAcquire(1)).isEmpty();
    }

    @Test
    void keepsToThePaceOfTheVendorWithoutASetting() {
        Pace pace = new Pace(Rate.parse("30/m"), 4);
        assertThat(LimitSettings.NONE.rateOf("relay", pace).orElseThrow()).hasToString("30/m");
        assertThat(LimitSettings.NONE.concurrencyOf("relay", pace)).isEqualTo(4);
        LimitSettings own = new LimitSettings(Map.of("relay", "50/m"), Map.of("relay", "9"));
        assertThat(own.rateOf("relay", pace).orElseThrow()).hasToString("50/m");
        assertThat(own.concurrencyOf("relay", pace)).isEqualTo(9);
        assertThat(own.rateOf("other", Pace.UNLIMITED)).isEmpty();
    }

    @Test
    void anAttemptThatCouldNotStartDoesNotCount() {
        LimitSettings both = new LimitSettings(Map.of("relay", "1/s"), Map.of("relay", "1"));
        ProviderLimit limit = new ProviderLimit("relay", Pace.UNLIMITED, both, clock);
        assertThat(limit.tryStart()).isEmpty();
        assertThat(limit.tryAcquire(1)).isPresent();
        limit.release();
        assertThat(limit.tryAcquire(1)).isEmpty();
        limit.release();
        assertThat(limit.tryAcquire(1).orElseThrow().turn()).isEqualTo(Duration.ofSeconds(1));
        assertThat(limit.tryStart())
                .as("a message over the rate limit does not count for the concurrency limit")
                .isEmpty();
    }

    /** django-ses#59: at one recipient a second, SES takes a mail to five recipients, and then nothing for five seconds. */
    @Test
    void aMailWithMoreRecipientsThanTheLimitDelaysTheNext() {
        ProviderLimit limit = rate("1 recipients/s");
        assertThat(limit.reserve(5, Duration.ZERO)).isZero();
        assertThat(limit.reserve(1, Duration.ZERO)).isEqualTo(Duration.ofSeconds(5));

        ProviderLimit other = rate("14 recipients/s");
        assertThat(other.reserve(10, Duration.ZERO)).isZero();
        assertThat(other.reserve(5, Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(other.reserve(4, Duration.ZERO)).isZero();
        assertThat(rate("14/s").reserve(50, Duration.ZERO)).isZero();
    }

    @Test
    void givesTurnsInTheOrderOfTheCalls() {
        ProviderLimit limit = rate("2/s");
        for (int i = 0; i < 10; i++) {
            assertThat(limit.reserve(1, HOUR)).isEqualTo(Duration.ofSeconds(i / 2));
        }
        assertThat(limit.reserve(1, Duration.ofSeconds(4))).as("not taken").isEqualTo(Duration.ofSeconds(5));
        clock.advance(Duration.ofSeconds(4));
        assertThat(limit.tryAcquire(1)).as("not before earlier calls").isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(limit.tryAcquire(1)).isEmpty();
    }

    @Test
    void givesEachTurnOnceToConcurrentCalls() throws Exception {
        ProviderLimit limit = rate("14/s");
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<Duration>> turns = new ArrayList<>();
            for (int i = 0; i < 1400; i++) {
                turns.add(threads.submit(() -> limit.reserve(1, HOUR)));
            }
            List<Long> seconds = new ArrayList<>();
            for (Future<Duration> turn : turns) {
                seconds.add(turn.get().toSeconds());
            }
            for (long second = 0; second < 100; second++) {
                long s = second;
                assertThat(seconds).filteredOn(at -> at == s).hasSize(14);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "14",
                "0/s",
                "14/w",
                "14 /s",
                "14 messages/s",
                "14recipients/s",
                "14 recipients",
                "-1/s",
                "1.5/s"
            })
    void refusesAnInvalidRate(String rate) {
        assertThatThrownBy(() -> rate(rate))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as 14/s");
    }

    private ProviderLimit rate(String rate) {
        return new ProviderLimit("relay", Pace.UNLIMITED, new LimitSettings(Map.of("relay", rate), Map.of()), clock);
    }

    private static int acquired(ProviderLimit limit, int times) {
        int acquired = 0;
        for (int i = 0; i < times; i++) {
            if (limit.tryAcquire(1).isEmpty()) {
                limit.release();
                acquired++;
            }
        }
        return acquired;
    }
}
