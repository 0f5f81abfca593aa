package io.mailsender.event;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.queue.StoredMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether an event is about an attempt of a message, and which one. Our id in the report is not enough: recipients see it in the
 * Message-ID, so another user of the vendor's account could name it. The message must have an attempt at the provider that reports, and
 * if that attempt's id at the provider is known, the report must have it.
 *
 * @param attempt {@code null} if the event is about no attempt, or {@code early}
 * @param early whether the attempt may not be recorded yet, because a round of the message is in progress
 */
public record EventMatch(@Nullable Attempt attempt, boolean early) {

    /** The vendor's clock may be behind ours. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final EventMatch NONE = new EventMatch(null, false);
    private static final EventMatch EARLY = new EventMatch(null, true);

    public static EventMatch of(String provider, ProviderEvent event, StoredMessage message) {
        List<String> ids = event.subject().providerIds();
        List<Attempt> made = message.attempts().stream()
                .filter(attempt -> attempt.provider().equals(provider))
                .toList();
        Optional<Attempt> named = made.stream()
                .filter(attempt -> {
                    String known = id(attempt);
                    return known != null && ids.contains(known);
                })
                .reduce((first, second) -> second);
        if (named.isPresent()) {
            return new EventMatch(named.get(), false);
        }
        boolean sending = message.status() == DeliveryStatus.SENDING;
        List<Attempt> possible = made.stream()
                .filter(attempt -> ids.isEmpty() || id(attempt) == null)
                // What is certain was not sent: a report cannot be about it.
                .filter(attempt -> attempt.isSent() || attempt.isUnknown() && !sending)
                .toList();
        return best(possible, event.time())
                .map(attempt -> new EventMatch(attempt, false))
                .orElse(sending ? EARLY : NONE);
    }

    /**
     * The last attempt that was sent and began before the event. If there is none, the unknown one: a report that may be about another
     * attempt, perhaps for other recipients, settles nothing.
     */
    private static Optional<Attempt> best(List<Attempt> attempts, Instant time) {
        return attempts.stream()
                .max(Comparator.<Attempt>comparingInt(attempt -> attempt.isSent() ? 1 : 0)
                        .thenComparing(attempt -> !attempt.began().isAfter(time.plus(SKEW)))
                        .thenComparing(Attempt::number));
    }

    private static @Nullable String id(Attempt attempt) {
        return attempt.outcome() instanceof Sent sent ? sent.providerMessageId() : null;
    }

    /**
     * The position of the event's recipient in the message. The local part is compared without case: vendors change it, and no message
     * has two recipients that differ by case alone.
     *
     * @return empty if the report does not say which of several recipients it is, or names another address
     */
    public static OptionalInt recipient(ProviderEvent event, StoredMessage message) {
        if (event.recipient() == null) {
            return message.recipients().size() == 1 ? OptionalInt.of(0) : OptionalInt.empty();
        }
        String address = event.recipient().toString();
        return IntStream.range(0, message.recipients().size())
                .filter(i -> message.recipients().get(i).address().toString().equalsIgnoreCase(address))
                .findFirst();
    }
}
