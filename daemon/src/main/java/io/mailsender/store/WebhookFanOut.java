package io.mailsender.store;

import io.mailsender.queue.StoredMessage;
import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.webhook.Webhook;
import io.mailsender.webhook.WebhookEvent;
import io.mailsender.webhook.WebhookStore.PayloadFormat;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns events into deliveries. The row of {@code webhook_sequence} is locked while the messages are read, so a greater sequence number
 * always belongs to the same or a newer state of the message, and a receiver may ignore an older one. The ids of {@code webhook_event}
 * do not have this property: they are in the order of the inserts, not of the commits.
 */
final class WebhookFanOut {

    private final String lock;

    WebhookFanOut(Dialect dialect) {
        this.lock = "SELECT m.last FROM webhook_sequence m WHERE m.id = 1" + dialect.skipLocked();
    }

    static boolean hasEvents(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT id FROM webhook_event LIMIT 1");
                ResultSet row = select.executeQuery()) {
            return row.next();
        }
    }

    /** @return whether there may be more */
    boolean run(Connection connection, int limit, PayloadFormat format, Instant now) throws SQLException {
        long last;
        try (PreparedStatement select = connection.prepareStatement(lock);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                // Another node is at it.
                return false;
            }
            last = row.getLong(1);
        }
        Map<Long, WebhookEvent> events = events(connection, limit);
        List<Webhook> webhooks = WebhookTable.read(connection);
        Map<String, StoredMessage> messages = messages(connection, events, webhooks);
        StatementBatch writes = new StatementBatch();
        for (Map.Entry<Long, WebhookEvent> one : events.entrySet()) {
            WebhookEvent event = one.getValue();
            StoredMessage message = event.messageId() == null ? null : messages.get(event.messageId());
            // A message whose record was purged meanwhile is of no interest.
            if (event.messageId() == null || message != null) {
                String owner = message == null ? null : message.owner();
                List<Webhook> wanting = webhooks.stream()
                        .filter(webhook -> webhook.wants(event.type(), owner))
                        .toList();
                if (!wanting.isEmpty()) {
                    long sequence = ++last;
                    byte[] payload = format.payload(event, sequence, message);
                    wanting.forEach(webhook ->
                            writes.add(WebhookDeliveryTable.insert(webhook.id(), sequence, event, payload, now)));
                }
            }
            writes.add(new Sql("DELETE FROM webhook_event WHERE id = ?", one.getKey()));
        }
        writes.add(new Sql("UPDATE webhook_sequence SET last = ? WHERE id = 1", last));
        writes.execute(connection);
        return events.size() == limit;
    }

    /** The next number. Waits for a fan-out on another node. */
    static long next(Connection connection) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE webhook_sequence SET last = last + 1 WHERE id = 1")) {
            update.executeUpdate();
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT last FROM webhook_sequence WHERE id = 1");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Map<Long, WebhookEvent> events(Connection connection, int limit) throws SQLException {
        Map<Long, WebhookEvent> events = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, type, message_id, position, occurred, data FROM webhook_event ORDER BY id LIMIT ?")) {
            select.setInt(1, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    int number = row.getInt("position");
                    Integer position = row.wasNull() ? null : number;
                    events.put(
                            row.getLong("id"),
                            new WebhookEvent(
                                    row.getString("type"),
                                    row.getString("message_id"),
                                    position,
                                    Instant.ofEpochMilli(row.getLong("occurred")),
                                    row.getString("data")));
                }
            }
        }
        return events;
    }

    private static Map<String, StoredMessage> messages(
            Connection connection, Map<Long, WebhookEvent> events, List<Webhook> webhooks) throws SQLException {
        Set<String> ids = new LinkedHashSet<>();
        for (WebhookEvent event : events.values()) {
            if (event.messageId() != null
                    && webhooks.stream().anyMatch(webhook -> webhook.wants(event.type(), webhook.owner()))) {
                ids.add(event.messageId());
            }
        }
        Map<String, StoredMessage> messages = new HashMap<>();
        try {
            MessageReads.findAll(connection, ids).forEach(message -> messages.put(message.id(), message));
        } catch (NewerVersionException e) {
            // A newer node will do better; but its events must not hold up the others.
            for (String id : new ArrayList<>(ids)) {
                findIfKnown(connection, id, messages);
            }
        }
        return messages;
    }

    private static void findIfKnown(Connection connection, String id, Map<String, StoredMessage> messages)
            throws SQLException {
        try {
            MessageReads.find(connection, id).ifPresent(message -> messages.put(id, message));
        } catch (NewerVersionException e) {
            messages.remove(id);
        }
    }
}
