package io.mailsender.store;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.figure.BoundedCount;
import io.mailsender.figure.FigureStore;
import io.mailsender.figure.FigureStore.Held;
import io.mailsender.figure.FigureStore.LastReply;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads about messages that a person may have to deal with. */
final class FigureReads {

    private static final int MAX_REPLIES = 200;

    private FigureReads() {}

    /** The status is a literal, as in the partial index. */
    static Held unknown(Connection connection, @Nullable String owner) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        String own = own(owner, parameters);
        parameters.add(FigureStore.BOUND + 1);
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT COUNT(*), MIN(ended) FROM (SELECT ended FROM message WHERE status = '"
                        + DeliveryStatus.UNKNOWN.word() + "'" + own + " ORDER BY id LIMIT ?) AS found")) {
            StatementBatch.bind(select, parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                long found = row.getLong(1);
                long oldest = row.getLong(2);
                return new Held(
                        new BoundedCount(Math.min(found, FigureStore.BOUND), found > FigureStore.BOUND),
                        row.wasNull() ? null : Instant.ofEpochMilli(oldest));
            }
        }
    }

    static List<LastReply> failures(Connection connection, @Nullable String owner, String status, Instant since)
            throws SQLException {
        List<Object> parameters = new ArrayList<>(List.of(since.toEpochMilli(), status));
        String own = own(owner, parameters);
        parameters.add(MAX_REPLIES);
        List<LastReply> replies = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT a.provider, a.status_code, a.msg FROM (SELECT id, ended FROM message WHERE ended IS NOT NULL AND ended >= ?"
                        + " AND status = ?" + own
                        + " ORDER BY ended DESC LIMIT ?) AS found JOIN attempt a ON a.message_id = found.id AND a.number ="
                        + " (SELECT MAX(number) FROM attempt WHERE attempt.message_id = found.id)"
                        + " WHERE a.duration IS NOT NULL ORDER BY found.ended DESC")) {
            StatementBatch.bind(select, parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String text = row.getString(3);
                    replies.add(new LastReply(row.getString(1), row.getInt(2), text == null ? "" : text));
                }
            }
        }
        return replies;
    }

    private static String own(@Nullable String owner, List<Object> parameters) {
        if (owner == null) {
            return "";
        }
        parameters.add(owner);
        // Not by the index of owners, which would read all messages of this one.
        return " AND COALESCE(owner, '') = ?";
    }
}
