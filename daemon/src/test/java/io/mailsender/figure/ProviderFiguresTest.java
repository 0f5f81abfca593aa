package io.mailsender.figure;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Reply;
import io.mailsender.testing.Messages;
import io.mailsender.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ProviderFiguresTest {

    private static final Outcome SENT = new Sent(new Reply(200, "OK"), null);
    private static final Outcome THROTTLED = new Unavailable(Cause.THROTTLED, new Reply(429, "later"));
    private static final Outcome UNKNOWN = new Unknown(Reply.none("no answer"));

    private final SettableClock clock = new SettableClock();
    private final Instant start = clock.instant();
    private final ProviderFigures figures = new ProviderFigures(clock);
    private final MessageId message = Messages.to("ann@example.com").id();

    private void attempt(Outcome outcome, Duration duration) {
        Instant now = clock.instant();
        Attempt attempt = new Begun(1, "main", now.minus(duration)).ended(now, outcome);
        figures.attempted(message, attempt);
    }

    @Test
    void knowsNothingOfAProviderThatWasNotAsked() {
        RecentAttempts recent = figures.of("main");
        assertThat(recent).isEqualTo(new RecentAttempts(start, Map.of(), Map.of(), 0, null, null, null));
    }

    @Test
    void countsByOutcomeAndForgetsAfterAnHour() {
        clock.advance(Duration.ofSeconds(30));
        for (int i = 1; i <= 100; i++) {
            attempt(SENT, Duration.ofMillis(10L * i));
        }
        attempt(THROTTLED, Duration.ofMillis(20));
        attempt(UNKNOWN, Duration.ofMinutes(10));
        RecentAttempts now = figures.of("main");
        assertThat(now.fiveMinutes()).isEqualTo(Map.of("sent", 100L, "throttled", 1L, "unknown", 1L));
        assertThat(now.hour()).isEqualTo(now.fiveMinutes());
        assertThat(now.sentPerMinute()).as("of a minute at least").isEqualTo(100);
        assertThat(now.p50Ms()).isCloseTo(500L, Percentage.withPercentage(10));
        assertThat(now.p95Ms()).isCloseTo(950L, Percentage.withPercentage(10));
        assertThat(now.lastSentAt()).isEqualTo(start.plusSeconds(30));
        assertThat(figures.of("backup").hour()).isEmpty();

        clock.advance(Duration.ofMinutes(5));
        RecentAttempts later = figures.of("main");
        assertThat(later.fiveMinutes()).isEmpty();
        assertThat(later.sentPerMinute()).isZero();
        assertThat(later.hour()).containsEntry("sent", 100L);
        assertThat(later.since()).isEqualTo(start);

        clock.advance(Duration.ofMinutes(55));
        RecentAttempts nextHour = figures.of("main");
        assertThat(nextHour.hour()).isEmpty();
        assertThat(nextHour.p50Ms()).isNull();
        assertThat(nextHour.lastSentAt()).isEqualTo(start.plusSeconds(30));
        assertThat(nextHour.since()).isEqualTo(start.plusSeconds(60));
        attempt(SENT, Duration.ZERO);
        assertThat(figures.of("main").hour()).isEqualTo(Map.of("sent", 1L));
        assertThat(figures.of("main").p50Ms()).isEqualTo(1);
    }
}
