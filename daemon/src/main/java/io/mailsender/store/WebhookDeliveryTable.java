package io.mailsender.store;

import io.mailsender.common.Word;
import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.webhook.ClaimedDelivery;
import io.mailsender.webhook.DeliveryEnd;
import io.mailsender.webhook.DeliveryFilter;
import io.mailsender.webhook.DeliveryState;
import io.mailsender.webhook.WebhookBacklog;
import io.mailsender.webhook.WebhookDelivery;
import io.mailsender.webhook.WebhookDelivery.Attempt;
import io.mailsender.webhook.WebhookEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables {@code webhook_delivery} and {@code webhook_attempt}. */
final class WebhookDeliveryTable {

    private static final String PENDING = DeliveryState.PENDING.word();

    /** Limits the size of a transaction. */
    private static final int MAX_RESENT = 10_000;

    private static final int PURGED = 500;

    private static final String ENDED = "d.ended < ? ORDER BY d.ended";

    /** A delivery that a person had sent again is old, but its due time is not. */
    private static final String ABANDONED = "d.due < ? AND NOT EXISTS"
            + " (SELECT 1 FROM webhook w WHERE w.id = d.webhook_id AND w.enabled = TRUE) ORDER BY d.due";

    private static final String RELEASE =
            "UPDATE webhook_delivery SET state = ?, due = ?, ended = NULL, fence = fence + 1,"
                    + " released = attempts WHERE webhook_id = ? AND due IS NULL";

    private WebhookDeliveryTable() {}

    static Sql insert(String webhookId, long sequence, WebhookEvent event, byte[] payload, Instant now) {
        return new Sql(
                "INSERT INTO webhook_delivery (webhook_id, sequence, type, message_id, payload, created, state, due, fence, claimed,"
                        + " attempts, released) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, FALSE, 0, 0)",
                webhookId,
                sequence,
                event.type(),
                event.messageId(),
                payload,
                now.toEpochMilli(),
                PENDING,
                now.toEpochMilli());
    }

    static GuardedWrite end(ClaimedDelivery delivery, DeliveryEnd end) {
        Attempt attempt = end.attempt();
        String webhook = delivery.webhook().id();
        Instant ended = attempt.began().plusMillis(attempt.duration());
        Sql guard = new Sql(
                "UPDATE webhook_delivery SET state = ?, due = ?, claimed = FALSE, attempts = ?, ended = ?, status_code = ?, msg = ?"
                        + " WHERE webhook_id = ? AND sequence = ? AND fence = ?",
                end.state().word(),
                InstantColumn.write(end.due()),
                attempt.number(),
                InstantColumn.write(end.due() == null ? ended : null),
                attempt.statusCode(),
                attempt.text(),
                webhook,
                delivery.sequence(),
                delivery.fence());
        List<Sql> others = new ArrayList<>();
        others.add(new Sql(
                "INSERT INTO webhook_attempt (webhook_id, sequence, number, began, duration, status_code, msg) VALUES (?, ?, ?, ?, ?, ?, ?)",
                webhook,
                delivery.sequence(),
                attempt.number(),
                attempt.began().toEpochMilli(),
                attempt.duration(),
                attempt.statusCode(),
                attempt.text()));
        others.add(
                end.state() == DeliveryState.DELIVERED
                        ? WebhookTable.succeeded(webhook)
                        : WebhookTable.failed(webhook, attempt.began()));
        if (end.restUntil() != null) {
            others.add(WebhookTable.rest(webhook, end.restUntil()));
        }
        return new GuardedWrite(guard, others);
    }

    static List<WebhookDelivery> list(Connection connection, DeliveryFilter filter) throws SQLException {
        DeliveryState state = filter.state();
        List<Object> parameters = new ArrayList<>(List.of(filter.webhookId()));
        String where = " WHERE webhook_id = ?";
        if (state != null) {
            where += " AND state = ?";
            parameters.add(state.word());
        }
        if (filter.before() != null) {
            where += " AND sequence < ?";
            parameters.add(filter.before());
        }
        parameters.add(filter.limit());
        return select(connection, where + " ORDER BY sequence DESC LIMIT ?", parameters);
    }

    static List<WebhookDelivery> find(Connection connection, String webhookId, long sequence) throws SQLException {
        return select(connection, " WHERE webhook_id = ? AND sequence = ?", List.of(webhookId, sequence));
    }

    private static List<WebhookDelivery> select(Connection connection, String where, List<Object> parameters)
            throws SQLException {
        List<WebhookDelivery> deliveries = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT webhook_id, sequence, type, message_id, created, state, due, ended FROM webhook_delivery"
                        + where)) {
            StatementBatch.bind(select, parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    deliveries.add(delivery(row));
                }
            }
        }
        if (deliveries.isEmpty()) {
            return deliveries;
        }
        Map<Long, List<Attempt>> log = attempts(connection, deliveries);
        return deliveries.stream()
                .map(one -> new WebhookDelivery(
                        one.webhookId(),
                        one.sequence(),
                        one.type(),
                        one.messageId(),
                        one.created(),
                        one.state(),
                        one.due(),
                        one.ended(),
                        log.getOrDefault(one.sequence(), List.of())))
                .toList();
    }

    private static WebhookDelivery delivery(ResultSet row) throws SQLException {
        return new WebhookDelivery(
                row.getString("webhook_id"),
                row.getLong("sequence"),
                row.getString("type"),
                row.getString("message_id"),
                Instant.ofEpochMilli(row.getLong("created")),
                Word.parse(DeliveryState.class, row.getString("state")).orElse(DeliveryState.PENDING),
                InstantColumn.read(row, "due"),
                InstantColumn.read(row, "ended"),
                List.of());
    }

    /** @param deliveries of one webhook */
    private static Map<Long, List<Attempt>> attempts(Connection connection, List<WebhookDelivery> deliveries)
            throws SQLException {
        Map<Long, List<Attempt>> attempts = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT sequence, number, began, duration, status_code, msg FROM webhook_attempt WHERE webhook_id = ?"
                        + " AND sequence IN (" + "?, ".repeat(deliveries.size() - 1)
                        + "?) ORDER BY sequence, number")) {
            List<Object> parameters = new ArrayList<>(List.of(deliveries.get(0).webhookId()));
            deliveries.forEach(delivery -> parameters.add(delivery.sequence()));
            StatementBatch.bind(select, parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    attempts.computeIfAbsent(row.getLong(1), any -> new ArrayList<>())
                            .add(new Attempt(
                                    row.getInt(2),
                                    Instant.ofEpochMilli(row.getLong(3)),
                                    row.getLong(4),
                                    row.getInt(5),
                                    text(row.getString(6))));
                }
            }
        }
        return attempts;
    }

    private static String text(@Nullable String msg) {
        return msg == null ? "" : msg;
    }

    static GuardedWrite resend(String webhookId, long sequence, Instant now) {
        return new GuardedWrite(
                new Sql(RELEASE + " AND sequence = ?", PENDING, now.toEpochMilli(), webhookId, sequence), List.of());
    }

    static int resendFailed(Connection connection, String webhookId, Instant since, Instant now) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                RELEASE + " AND sequence IN (SELECT sequence FROM webhook_delivery WHERE webhook_id = ? AND state = ?"
                        + " AND created >= ? ORDER BY sequence LIMIT " + MAX_RESENT + ")")) {
            StatementBatch.bind(
                    update,
                    PENDING,
                    now.toEpochMilli(),
                    webhookId,
                    webhookId,
                    DeliveryState.FAILED.word(),
                    since.toEpochMilli());
            return update.executeUpdate();
        }
    }

    /**
     * Deletes what ended before a time, and what has been due since before then and cannot be sent, since its webhook is disabled or removed.
     *
     * @return whether there may be more
     */
    static boolean purge(Connection connection, Instant before) throws SQLException {
        boolean more = false;
        for (String old : List.of(ENDED, ABANDONED)) {
            String which =
                    " WHERE (webhook_id, sequence) IN (SELECT d.webhook_id, d.sequence FROM webhook_delivery d WHERE "
                            + old + ", d.webhook_id, d.sequence LIMIT " + PURGED + ")";
            delete(connection, "DELETE FROM webhook_attempt" + which, before);
            more |= delete(connection, "DELETE FROM webhook_delivery" + which, before) == PURGED;
        }
        return more;
    }

    private static int delete(Connection connection, String sql, Instant before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setLong(1, before.toEpochMilli());
            return delete.executeUpdate();
        }
    }

    static WebhookBacklog backlog(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT COUNT(*), MIN(d.created) AS oldest FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id"
                                + " WHERE d.due IS NOT NULL AND w.enabled = TRUE");
                ResultSet row = select.executeQuery()) {
            row.next();
            return new WebhookBacklog(row.getLong(1), InstantColumn.read(row, "oldest"));
        }
    }
}
