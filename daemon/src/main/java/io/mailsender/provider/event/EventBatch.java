package io.mailsender.provider.event;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the items of a report one by one, so that one which cannot be read does not make the others fail. */
public final class EventBatch {

    private static final Logger LOG = LoggerFactory.getLogger(EventBatch.class);

    private EventBatch() {}

    /** @param read gives the events of one item, none for an item that is about no message */
    public static <T> List<ProviderEvent> read(String provider, List<T> items, Function<T, List<ProviderEvent>> read) {
        List<ProviderEvent> events = new ArrayList<>();
        for (T item : items) {
            try {
                events.addAll(read.apply(item));
            } catch (RuntimeException e) {
                // The message of the exception could quote the item.
                LOG.warn(
                        "provider {}: an event could not be read and is left out ({})",
                        provider,
                        e.getClass().getSimpleName());
            }
        }
        return events;
    }
}
