package io.mailsender.event;

import io.mailsender.provider.event.ProviderEvent;
import java.time.Duration;

/**
 * An event that was matched.
 *
 * @param messageId the gateway's id of the message
 * @param sinceSent the time from the end of the attempt to the event; negative if the clocks differ
 * @param isChange whether it changed the state of its recipient
 * @param settled whether it settled an unknown attempt
 */
public record AppliedEvent(
        String provider,
        ProviderEvent event,
        String messageId,
        Duration sinceSent,
        boolean isChange,
        boolean settled) {}
