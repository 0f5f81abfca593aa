package io.mailsender.store;

import io.mailsender.queue.StoredMessage;
import io.mailsender.webhook.Webhook;
import io.mailsender.webhook.WebhookEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The messages of some events, as far as a webhook may want them, and as far as this node can read them. */
final class WebhookMessages {

    private final Map<String, StoredMessage> messages = new HashMap<>();
    private final Map<String, RuntimeException> unreadable = new HashMap<>();

    private WebhookMessages() {}

    static WebhookMessages read(Connection connection, Collection<WebhookEvent> events, List<Webhook> webhooks)
            throws SQLException {
        Set<String> ids = new LinkedHashSet<>();
        for (WebhookEvent event : events) {
            if (event.messageId() != null
                    && webhooks.stream().anyMatch(webhook -> webhook.wants(event.type(), webhook.owner()))) {
                ids.add(event.messageId());
            }
        }
        WebhookMessages read = new WebhookMessages();
        try {
            MessageReads.findAll(connection, ids).forEach(read::add);
        } catch (RuntimeException e) {
            for (String id : ids) {
                read.addOne(connection, id);
            }
        }
        return read;
    }

    private void add(StoredMessage message) {
        messages.put(message.id(), message);
    }

    private void addOne(Connection connection, String id) throws SQLException {
        try {
            MessageReads.find(connection, id).ifPresent(this::add);
        } catch (RuntimeException e) {
            unreadable.put(id, e);
        }
    }

    /**
     * The message of an event; {@code null} if it has none, there is no such message or no webhook wants it.
     *
     * @throws RuntimeException if this node cannot read the message
     */
    @Nullable
    StoredMessage of(WebhookEvent event) {
        String id = event.messageId();
        if (id == null) {
            return null;
        }
        RuntimeException failure = unreadable.get(id);
        if (failure != null) {
            throw failure;
        }
        return messages.get(id);
    }
}
