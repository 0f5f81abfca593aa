package io.mailsender.delivery;

import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.ProviderEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What providers last reported about a recipient, after one of them took the message. Reports come in any order and more than once, so
 * they have an order of their own, and only a {@linkplain #isAfter later} one replaces another: every order of the same reports leads to
 * the same state.
 *
 * @param provider the provider's configured name
 * @param event what it reported
 */
public record RecipientReport(String provider, ProviderEvent event) {

    /**
     * A soft bounce can be followed by a delivery, a delivery by a hard bounce (RFC 3464 allows it: the server that took the message may
     * return it later), and anything by a complaint. Types that are not here change no state.
     */
    private static final Map<EventType, Integer> RANKS = Map.of(
            EventType.ACCEPTED, 10,
            EventType.DEFERRED, 20,
            EventType.DELIVERED, 40,
            EventType.REJECTED, 50,
            EventType.SUPPRESSED, 50,
            EventType.COMPLAINED, 60);

    private static final int SOFT_BOUNCE = 30;
    private static final int HARD_BOUNCE = 50;

    private static final Comparator<RecipientReport> ORDER = Comparator.comparingInt(RecipientReport::rank)
            .thenComparing(RecipientReport::time)
            .thenComparing(report -> report.event.id());

    /** Whether an event says what became of the message; the others are only recorded. */
    public static boolean isState(ProviderEvent event) {
        return event.type() == EventType.BOUNCED || RANKS.containsKey(event.type());
    }

    /** The place of its type in the order of reports. */
    public int rank() {
        if (event.type() == EventType.BOUNCED) {
            return event.isHardBounce() ? HARD_BOUNCE : SOFT_BOUNCE;
        }
        return RANKS.getOrDefault(event.type(), 0);
    }

    public Instant time() {
        return event.time();
    }

    /** Whether it replaces another report. */
    public boolean isAfter(@Nullable RecipientReport other) {
        return other == null || ORDER.compare(this, other) > 0;
    }

    /** Whether the recipient does not have the message although a provider took it. */
    public boolean isUndelivered() {
        return switch (event.type()) {
            case BOUNCED, REJECTED, SUPPRESSED -> true;
            default -> false;
        };
    }

    /** Its state in one word; empty if it says no more than that the provider has the message. */
    public String word() {
        return event.type() == EventType.ACCEPTED ? "sent" : event.type().word();
    }
}
