package io.mailsender.store;

import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.webhook.EventFilter;
import io.mailsender.webhook.Webhook;
import io.mailsender.webhook.WebhookSecret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The table {@code webhook}. */
final class WebhookTable {

    private WebhookTable() {}

    static List<Webhook> read(Connection connection) throws SQLException {
        List<Webhook> webhooks = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT id, owner, url, events, secret, previous_secret, previous_until, enabled, reason, created,"
                                + " failing_since, rests_until FROM webhook ORDER BY created, id");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                byte[] previous = row.getBytes("previous_secret");
                webhooks.add(new Webhook(
                        row.getString("id"),
                        row.getString("owner"),
                        row.getString("url"),
                        EventFilter.stored(row.getString("events")),
                        WebhookSecret.of(row.getBytes("secret")),
                        previous == null ? null : WebhookSecret.of(previous),
                        InstantColumn.read(row, "previous_until"),
                        row.getBoolean("enabled"),
                        row.getString("reason"),
                        Instant.ofEpochMilli(row.getLong("created")),
                        InstantColumn.read(row, "failing_since"),
                        InstantColumn.read(row, "rests_until")));
            }
        }
        return webhooks;
    }

    static Sql insert(Webhook webhook) {
        return new Sql(
                "INSERT INTO webhook (id, owner, url, events, secret, enabled, created) VALUES (?, ?, ?, ?, ?, ?, ?)",
                webhook.id(),
                webhook.owner(),
                webhook.url(),
                webhook.events().text(),
                webhook.secret().bytes(),
                webhook.enabled(),
                webhook.created().toEpochMilli());
    }

    static GuardedWrite update(
            String id, @Nullable String url, @Nullable EventFilter events, @Nullable Boolean enabled) {
        Sql values = new Sql(
                "UPDATE webhook SET url = COALESCE(?, url), events = COALESCE(?, events) WHERE id = ?",
                url,
                events == null ? null : events.text(),
                id);
        return new GuardedWrite(
                values,
                enabled == null
                        ? List.of()
                        : List.of(new Sql(
                                "UPDATE webhook SET enabled = ?, reason = NULL, failing_since = NULL, rests_until = NULL WHERE id = ?",
                                enabled,
                                id)));
    }

    /** Unless a secret would be dropped that still signs, and that the receiver may still have. */
    static GuardedWrite rotate(String id, WebhookSecret secret, Instant now, Instant previousUntil) {
        return new GuardedWrite(
                new Sql(
                        "UPDATE webhook SET previous_secret = secret, previous_until = ?, secret = ? WHERE id = ?"
                                + " AND (previous_until IS NULL OR previous_until <= ?)",
                        previousUntil.toEpochMilli(),
                        secret.bytes(),
                        id,
                        now.toEpochMilli()),
                List.of());
    }

    static GuardedWrite remove(String id) {
        return new GuardedWrite(new Sql("DELETE FROM webhook WHERE id = ?", id), List.of());
    }

    /** @param event written if it was enabled */
    static GuardedWrite disable(String id, String reason, @Nullable Instant failingBefore, List<Sql> event) {
        return new GuardedWrite(
                new Sql(
                        "UPDATE webhook SET enabled = FALSE, reason = ? WHERE id = ? AND enabled = TRUE AND (? OR failing_since <= ?)",
                        reason,
                        id,
                        failingBefore == null,
                        Objects.requireNonNullElse(failingBefore, Instant.EPOCH).toEpochMilli()),
                event);
    }

    static Sql succeeded(String id) {
        return new Sql(
                "UPDATE webhook SET failing_since = NULL, rests_until = NULL WHERE id = ?"
                        + " AND (failing_since IS NOT NULL OR rests_until IS NOT NULL)",
                id);
    }

    static Sql failed(String id, Instant began) {
        return new Sql(
                "UPDATE webhook SET failing_since = ? WHERE id = ? AND failing_since IS NULL",
                began.toEpochMilli(),
                id);
    }

    static Sql rest(String id, Instant until) {
        return new Sql(
                "UPDATE webhook SET rests_until = ? WHERE id = ? AND (rests_until IS NULL OR rests_until < ?)",
                until.toEpochMilli(),
                id,
                until.toEpochMilli());
    }
}
