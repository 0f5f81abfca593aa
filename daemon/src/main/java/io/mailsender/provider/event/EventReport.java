package io.mailsender.provider.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authentic report.
 *
 * @param events none for a ping, or a message of the vendor about the subscription itself
 * @param token accepted only once, for a signature that does not cover the events; {@code null} if the signature does
 */
public record EventReport(
        List<ProviderEvent> events, @Nullable String token) {

    public static final EventReport EMPTY = EventReport.of(List.of());

    public EventReport {
        events = List.copyOf(events);
    }

    public static EventReport of(List<ProviderEvent> events) {
        return new EventReport(events, null);
    }
}
