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
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns events into deliveries. The row of {@code webhook_sequence} is locked while the messages are read, so a greater sequence number
 * always belongs to the same or a newer state of the message, and a receiver may ignore an older one. The ids of {@code webhook_event}
 * do not have this property: they are in the order of the inserts, not of the commits.
 */
final class WebhookFanOut {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookFanOut.class);
    private static final String DUE = "(postponed IS NULL OR postponed <= ?)";

    /** Longer than a poll, so that a newer node takes it meanwhile. */
    private static final Duration LATER = Duration.ofSeconds(10);

    private final String lock;

    WebhookFanOut(Dialect dialect) {
        this.lock = "SELECT m.last FROM webhook_sequence m WHERE m.id = 1" + dialect.skipLocked();
    }

    static boolean hasEvents(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id FROM webhook_event WHERE " + DUE + " LIMIT 1")) {
            select.setLong(1, now.toEpochMilli());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
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
        Map<Long, WebhookEvent> events = events(connection, limit, now);
        List<Webhook> webhooks = WebhookTable.read(connection);
        WebhookMessages messages = WebhookMessages.read(connection, events.values(), webhooks);
        StatementBatch writes = new StatementBatch();
        RuntimeException failure = null;
        for (Map.Entry<Long, WebhookEvent> one : events.entrySet()) {
            WebhookEvent event = one.getValue();
            try {
                StoredMessage message = messages.of(event);
                // A message whose record was purged meanwhile is of no interest.
                if (event.messageId() == null || message != null) {
                    String owner = message == null ? null : message.owner();
                    List<Webhook> wanting = webhooks.stream()
                            .filter(webhook -> webhook.wants(event.type(), owner))
                            .toList();
                    if (!wanting.isEmpty()) {
                        long sequence = last + 1;
                        byte[] payload = format.payload(event, sequence, message);
                        last = sequence;
                        wanting.forEach(webhook ->
                                writes.add(WebhookDeliveryTable.insert(webhook.id(), sequence, event, payload, now)));
                    }
                }
                writes.add(new Sql("DELETE FROM webhook_event WHERE id = ?", one.getKey()));
            } catch (RuntimeException e) {
                // One event that this node cannot read must not hold up the others, and a newer node may read it.
                failure = e;
                writes.add(new Sql(
                        "UPDATE webhook_event SET postponed = ? WHERE id = ?",
                        now.plus(LATER).toEpochMilli(),
                        one.getKey()));
            }
        }
        writes.add(new Sql("UPDATE webhook_sequence SET last = ? WHERE id = 1", last));
        writes.execute(connection);
        if (failure != null) {
            LOG.warn("webhook events cannot all be handed over now: {}", failure.toString());
        }
        return events.size() == limit;
    }

    /** Deletes events that happened before a time and that no node could read. */
    static void purge(Connection connection, Instant before) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM webhook_event WHERE postponed IS NOT NULL AND occurred < ?")) {
            delete.setLong(1, before.toEpochMilli());
            int dropped = delete.executeUpdate();
            if (dropped > 0) {
                LOG.warn("{} webhook events are dropped: no node could read their messages", dropped);
            }
        }
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

    private static Map<Long, WebhookEvent> events(Connection connection, int limit, Instant now) throws SQLException {
        Map<Long, WebhookEvent> events = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, type, message_id, position, occurred, data FROM webhook_event WHERE " + DUE
                        + " ORDER BY id LIMIT ?")) {
            select.setLong(1, now.toEpochMilli());
            select.setInt(2, limit);
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
}
