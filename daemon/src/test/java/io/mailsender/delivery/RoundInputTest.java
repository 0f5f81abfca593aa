package io.mailsender.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.delivery.RoundInput.RetryMode;
import io.mailsender.message.Message;
import io.mailsender.testing.Messages;
import io.mailsender.testing.Outcomes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoundInputTest {

    private static final Instant STARTED = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void repeatsAnAttemptThatHadTheOpenRecipients() {
        assertThat(input(List.of(), State.PENDING, State.PENDING).inDoubt()).hasSize(1);
        assertThat(input(List.of(1), State.SUPPRESSED, State.PENDING).inDoubt()).hasSize(1);
    }

    /** The provider would refuse it: another body with the same idempotency key. */
    @Test
    void doesNotRepeatAnAttemptOfWhichARecipientWasSuppressedSince() {
        assertThat(input(List.of(), State.SUPPRESSED, State.PENDING).inDoubt()).isEmpty();
        assertThat(input(List.of(0), State.PENDING, State.PENDING).inDoubt()).isEmpty();
    }

    /** Their attempts had all recipients that were open, and there was no suppression list. */
    @Test
    void repeatsAnAttemptOfAnEarlierVersion() {
        assertThat(input(null, State.REFUSED, State.PENDING).inDoubt()).hasSize(1);
        assertThat(input(null, State.SUPPRESSED, State.PENDING).inDoubt()).isEmpty();
    }

    private static RoundInput input(@Nullable List<Integer> positions, State... states) {
        Message message = Messages.to("ann@example.com", "bob@example.com");
        List<RecipientStatus> recipients = IntStream.range(0, states.length)
                .mapToObj(i ->
                        new RecipientStatus(message.destination().addresses().get(i), states[i], null))
                .toList();
        Attempt unknown = new Attempt(1, "first", STARTED, Duration.ofSeconds(1), Outcomes.UNKNOWN, positions);
        return new RoundInput(
                message, recipients, OnUnknown.HOLD, List.of(unknown), 0, false, STARTED, 1, RetryMode.ALWAYS);
    }
}
