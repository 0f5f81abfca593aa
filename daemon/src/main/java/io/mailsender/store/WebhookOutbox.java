package io.mailsender.store;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.webhook.Webhook;
import io.mailsender.webhook.WebhookEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code webhook_event}: the statements that write an event in the transaction of the change that it is about. They are none
 * unless a webhook wants the event. This node learns of another node's new webhook within a second, so a webhook gets the events
 * from a second after its creation.
 */
final class WebhookOutbox {

    private static final String COLUMNS = "INSERT INTO webhook_event (type, message_id, position, occurred, data)";

    /** {@code null} before they are read: then every event is written, since one of them may want it. */
    private volatile @Nullable List<Webhook> webhooks;

    private final boolean enabled;

    /** Writes no event. */
    WebhookOutbox() {
        this(false);
    }

    /** @param enabled if not, nobody would read the events */
    WebhookOutbox(boolean enabled) {
        this.enabled = enabled;
    }

    /** @param known the present webhooks */
    void refresh(List<Webhook> known) {
        webhooks = List.copyOf(known);
    }

    /** A message got a status. {@link DeliveryStatus#SENDING} is no event. */
    List<Sql> messageChanged(String messageId, DeliveryStatus status, Instant occurred) {
        return status == DeliveryStatus.SENDING
                ? List.of()
                : event(new WebhookEvent("message." + status.word(), messageId, null, occurred, null));
    }

    /** As {@link #messageChanged}, if the message exists. */
    List<Sql> messageChangedIfExists(String messageId, DeliveryStatus status, Instant occurred) {
        return messageChanged(messageId, status, occurred).stream()
                .map(insert -> new Sql(
                        COLUMNS + " SELECT 'message." + status.word()
                                + "', id, NULL, CAST(? AS BIGINT), NULL FROM message" + " WHERE id = ?",
                        occurred.toEpochMilli(),
                        messageId))
                .toList();
    }

    /**
     * A report of a provider changed a recipient.
     *
     * @param type such as {@code recipient.bounced}
     */
    List<Sql> recipientChanged(String messageId, int position, String type, Instant occurred) {
        return event(new WebhookEvent(type, messageId, position, occurred, null));
    }

    List<Sql> event(WebhookEvent event) {
        List<Webhook> known = webhooks;
        if (!enabled || known != null && known.stream().noneMatch(webhook -> mayWant(webhook, event.type()))) {
            return List.of();
        }
        return List.of(new Sql(
                COLUMNS + " VALUES (?, ?, ?, ?, ?)",
                event.type(),
                event.messageId(),
                event.position(),
                event.occurred().toEpochMilli(),
                event.data()));
    }

    private static boolean mayWant(Webhook webhook, String type) {
        return webhook.enabled() && webhook.events().takes(type);
    }
}
