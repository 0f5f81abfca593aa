package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.MessageChange;
import io.mailsender.delivery.MessageLifecycle;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Reply;
import io.mailsender.queue.StoredMessage;
import io.mailsender.store.GuardedWrite.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The table {@code attempt}. An attempt without a duration has begun and not ended. */
final class AttemptTable {

    private static final String INTERRUPTED = "the daemon that made this attempt stopped before it had an answer";

    /** The positions of an attempt for all recipients. */
    private static final String ALL = "*";

    private AttemptTable() {}

    static Sql begin(MessageId id, Begun begun) {
        return new Sql(
                // Repeated if it is in doubt whether it was written.
                "INSERT INTO attempt (message_id, number, provider, began, positions) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                id.value(),
                begun.number(),
                begun.provider(),
                begun.began().toEpochMilli(),
                begun.positions().isEmpty()
                        ? ALL
                        : begun.positions().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    /** The recipients of an attempt; empty if they are not known. */
    static List<EmailAddress> recipients(StoredMessage message, Attempt attempt) {
        List<RecipientStatus> all = message.recipients();
        List<Integer> positions = attempt.positions();
        boolean isForAll = positions == null ? message.attempts().size() == 1 : positions.isEmpty();
        if (isForAll) {
            return all.stream().map(RecipientStatus::address).toList();
        }
        return positions == null
                ? List.of()
                : positions.stream()
                        .map(position -> all.get(position).address())
                        .toList();
    }

    private static @Nullable List<Integer> positions(@Nullable String written) {
        if (written == null || written.equals(ALL)) {
            return written == null ? null : List.of();
        }
        return Arrays.stream(written.split(",")).map(Integer::valueOf).toList();
    }

    /**
     * The change of a message whose provider turned out to have taken an attempt; empty while a round is in progress, and if the
     * recipients of the attempt are not known.
     */
    static Optional<MessageChange> settle(StoredMessage message, Attempt attempt, Sent sent, Instant now) {
        List<EmailAddress> recipients = recipients(message, attempt);
        return recipients.isEmpty()
                ? Optional.empty()
                : MessageLifecycle.correct(message.state(), attempt.settled(sent), recipients, now);
    }

    /** When providers were last asked for a message in vain, by the number of the attempt. */
    static Map<Integer, Instant> lookUps(Connection connection, String id) throws SQLException {
        Map<Integer, Instant> lookUps = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT number, looked_up FROM attempt WHERE message_id = ? AND looked_up IS NOT NULL")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    lookUps.put(row.getInt(1), Instant.ofEpochMilli(row.getLong(2)));
                }
            }
        }
        return lookUps;
    }

    /** The messages that a provider calls by these ids: by id, the newest message with it. */
    static Map<String, String> messages(Connection connection, String provider, Collection<String> ids)
            throws SQLException {
        Map<String, String> messages = new HashMap<>();
        List<Object> parameters = new ArrayList<>(List.of(provider));
        parameters.addAll(ids);
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT provider_message_id, message_id FROM attempt WHERE provider = ? AND provider_message_id IN ("
                        + "?, ".repeat(ids.size() - 1) + "?) ORDER BY began")) {
            StatementBatch.bind(select, parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    messages.put(row.getString(1), row.getString(2));
                }
            }
        }
        return messages;
    }

    /** An id that a report gave stays if the late answer has none. */
    static Sql end(String id, Attempt attempt) {
        return new Sql(
                "UPDATE attempt SET duration = ?, outcome = ?, status_code = ?, msg = ?, provider_message_id = COALESCE(?, provider_message_id) WHERE message_id = ? AND number = ?",
                attempt.duration().toMillis(),
                attempt.outcome().word(),
                attempt.outcome().reply().statusCode(),
                attempt.outcome().reply().text(),
                attempt.outcome() instanceof Sent sent ? sent.providerMessageId() : null,
                id,
                attempt.number());
    }

    /** The attempts that have ended, by message. */
    static Map<String, List<Attempt>> read(Connection connection, Collection<String> ids) throws SQLException {
        Map<String, List<Attempt>> attempts = new HashMap<>();
        if (ids.isEmpty()) {
            return attempts;
        }
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT message_id, number, provider, began, duration, outcome, status_code, msg, provider_message_id, positions FROM attempt"
                        + StatementBatch.whereMessageIn(ids)
                        + " AND duration IS NOT NULL ORDER BY message_id, number")) {
            StatementBatch.bind(select, ids.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    attempts.computeIfAbsent(row.getString(1), id -> new ArrayList<>())
                            .add(new Attempt(
                                    row.getInt(2),
                                    row.getString(3),
                                    Instant.ofEpochMilli(row.getLong(4)),
                                    Duration.ofMillis(row.getLong(5)),
                                    outcome(
                                            row.getString(6),
                                            new Reply(row.getInt(7), row.getString(8)),
                                            row.getString(9)),
                                    positions(row.getString(10))));
                }
            }
        }
        return attempts;
    }

    /**
     * Ends the attempts that a node began and did not end before it stopped: their outcome is unknown.
     *
     * @param ids messages that this transaction has claimed
     */
    static void interrupt(Connection connection, Collection<String> ids, Instant now) throws SQLException {
        List<Object> parameters = new ArrayList<>(List.of(now.toEpochMilli(), INTERRUPTED));
        parameters.addAll(ids);
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE attempt SET duration = ? - began, outcome = 'unknown', status_code = 0, msg = ?"
                        + StatementBatch.whereMessageIn(ids) + " AND duration IS NULL")) {
            StatementBatch.bind(update, parameters.toArray());
            update.executeUpdate();
        }
    }

    private static Outcome outcome(String word, Reply reply, @Nullable String providerMessageId) {
        return switch (word) {
            case "sent" -> new Sent(reply, providerMessageId);
            case "rejected" -> new Rejected(reply);
            case "unknown" -> new Unknown(reply);
            default -> new Unavailable(Cause.valueOf(word.toUpperCase(Locale.ROOT)), reply);
        };
    }
}
