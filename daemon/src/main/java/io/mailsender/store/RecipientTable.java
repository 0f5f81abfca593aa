package io.mailsender.store;

import io.mailsender.common.Word;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Reply;
import io.mailsender.store.GuardedWrite.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** The table {@code recipient}: the state of a message for each of its recipients, in the order of the message. */
final class RecipientTable {

    private RecipientTable() {}

    /** @param recipients of a new message: pending or suppressed */
    static List<Sql> insert(String id, List<RecipientStatus> recipients) {
        List<Sql> sqls = new ArrayList<>(recipients.size());
        for (RecipientStatus recipient : recipients) {
            Reply reason = recipient.reply();
            sqls.add(new Sql(
                    "INSERT INTO recipient (message_id, position, address, state, status_code, msg, attempts) VALUES (?, ?, ?, ?, ?, ?, 0)",
                    id,
                    sqls.size(),
                    recipient.address().toString(),
                    recipient.state().word(),
                    reason == null ? null : reason.statusCode(),
                    reason == null ? null : reason.text()));
        }
        return sqls;
    }

    /** @param recipients all of them, in the order of the message */
    static List<Sql> update(String id, List<RecipientStatus> recipients) {
        return IntStream.range(0, recipients.size())
                .mapToObj(position -> update(id, position, recipients.get(position)))
                .toList();
    }

    /**
     * Updates the recipients that have changed.
     *
     * @param before all of them, in the order of the message
     * @param after the same ones
     */
    static List<Sql> update(String id, List<RecipientStatus> before, List<RecipientStatus> after) {
        List<Sql> sqls = new ArrayList<>();
        for (int position = 0; position < after.size(); position++) {
            RecipientStatus next = after.get(position);
            if (!next.equals(before.get(position))) {
                sqls.add(update(id, position, next));
            }
            if (before.get(position).report() != null && next.report() == null) {
                sqls.add(RecipientReportColumns.clear(id, position));
            }
        }
        return sqls;
    }

    /** A provider took the message for these recipients. */
    static List<Sql> sent(String id, List<EmailAddress> addresses) {
        return addresses.stream()
                .map(address -> new Sql(
                        "UPDATE recipient SET state = ?, status_code = NULL, msg = NULL, next_try = NULL WHERE message_id = ? AND address = ?",
                        State.SENT.word(),
                        id,
                        address.toString()))
                .toList();
    }

    private static Sql update(String id, int position, RecipientStatus recipient) {
        Reply reply = recipient.reply();
        return new Sql(
                "UPDATE recipient SET state = ?, status_code = ?, msg = ?, next_try = ?, attempts = ? WHERE message_id = ? AND position = ?",
                recipient.state().word(),
                reply == null ? null : reply.statusCode(),
                reply == null ? null : reply.text(),
                InstantColumn.write(recipient.due()),
                recipient.deferrals(),
                id,
                position);
    }

    /**
     * @return the recipients by message
     * @throws NewerVersionException if a state is unknown
     */
    static Map<String, List<RecipientStatus>> read(Connection connection, Collection<String> ids) throws SQLException {
        return read(connection, ids, (id, e) -> {
            throw e;
        });
    }

    /** @param newer gets each message with a state that this version does not know; its recipients are not complete then */
    static Map<String, List<RecipientStatus>> read(
            Connection connection, Collection<String> ids, BiConsumer<String, NewerVersionException> newer)
            throws SQLException {
        Map<String, List<RecipientStatus>> recipients = new HashMap<>();
        if (ids.isEmpty()) {
            return recipients;
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT message_id, address, state, status_code, msg, next_try, attempts, "
                        + RecipientReportColumns.NAMES + " FROM recipient"
                        + StatementBatch.whereMessageIn(ids) + " ORDER BY message_id, position")) {
            StatementBatch.bind(select, ids.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String id = row.getString(1);
                    try {
                        recipients.computeIfAbsent(id, any -> new ArrayList<>()).add(recipient(row));
                    } catch (NewerVersionException e) {
                        newer.accept(id, e);
                    }
                }
            }
        }
        return recipients;
    }

    private static RecipientStatus recipient(ResultSet row) throws SQLException {
        EmailAddress address = EmailAddress.stored(row.getString(2));
        String state = row.getString(3);
        String msg = row.getString(5);
        return new RecipientStatus(
                address,
                Word.parse(State.class, state)
                        .orElseThrow(() -> new NewerVersionException("the recipient state " + state)),
                msg == null ? null : new Reply(row.getInt(4), msg),
                row.getInt(7),
                InstantColumn.read(row, "next_try"),
                RecipientReportColumns.read(row, address));
    }
}
