package io.mailsender.store;

import io.mailsender.webhook.ClaimedDelivery;
import io.mailsender.webhook.Webhook;
import io.mailsender.webhook.WebhookStore;
import io.mailsender.webhook.WebhookStore.Slots;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Claims due deliveries, in one transaction. */
final class WebhookClaimQuery {

    private final String due;

    WebhookClaimQuery(Dialect dialect) {
        this.due =
                "SELECT m.sequence, m.type, m.payload, m.created, m.fence, m.attempts, m.released FROM webhook_delivery m"
                        + " WHERE m.webhook_id = ? AND m.due <= ? AND NOT EXISTS (SELECT 1 FROM webhook_delivery e"
                        + " WHERE e.webhook_id = m.webhook_id AND e.message_id = m.message_id AND e.sequence < m.sequence"
                        + " AND e.due IS NOT NULL AND e.attempts - e.released < " + WebhookStore.ORDERED_TRIES + ")"
                        + " ORDER BY m.due, m.sequence LIMIT ?" + dialect.skipLocked();
    }

    /** The webhooks that have something due. */
    static List<Webhook> withDue(Connection connection, Instant now) throws SQLException {
        Set<String> ids = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT w.id FROM webhook w WHERE w.enabled = TRUE AND (w.rests_until IS NULL OR w.rests_until <= ?)"
                        + " AND EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.due <= ?)")) {
            StatementBatch.bind(select, now.toEpochMilli(), now.toEpochMilli());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getString(1));
                }
            }
        }
        return ids.isEmpty()
                ? List.of()
                : WebhookTable.read(connection).stream()
                        .filter(webhook -> ids.contains(webhook.id()))
                        .toList();
    }

    List<ClaimedDelivery> take(Connection connection, Instant now, Duration lease, Slots slots) throws SQLException {
        List<Webhook> webhooks = new ArrayList<>(withDue(connection, now));
        // So that each has its turn when there are more than places.
        Collections.shuffle(webhooks);
        List<ClaimedDelivery> claimed = new ArrayList<>();
        for (Webhook webhook : webhooks) {
            int limit = slots.most(webhook, claimed);
            if (limit > 0) {
                claimed.addAll(select(connection, webhook, now, limit));
            }
        }
        lease(connection, claimed, now.plus(lease));
        return claimed;
    }

    private List<ClaimedDelivery> select(Connection connection, Webhook webhook, Instant now, int limit)
            throws SQLException {
        List<ClaimedDelivery> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(due)) {
            StatementBatch.bind(select, webhook.id(), now.toEpochMilli(), limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    int attempts = row.getInt("attempts");
                    found.add(new ClaimedDelivery(
                            webhook,
                            row.getLong("sequence"),
                            row.getString("type"),
                            row.getBytes("payload"),
                            Instant.ofEpochMilli(row.getLong("created")),
                            row.getLong("fence") + 1,
                            attempts,
                            attempts - row.getInt("released")));
                }
            }
        }
        return found;
    }

    private static void lease(Connection connection, List<ClaimedDelivery> claimed, Instant until) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE webhook_delivery SET due = ?, fence = ?, claimed = TRUE WHERE webhook_id = ? AND sequence = ?")) {
            for (ClaimedDelivery one : claimed) {
                StatementBatch.bind(
                        update, until.toEpochMilli(), one.fence(), one.webhook().id(), one.sequence());
                update.addBatch();
            }
            update.executeBatch();
        }
    }
}
