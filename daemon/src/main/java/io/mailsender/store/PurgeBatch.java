package io.mailsender.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/** Deletes expired content, records and keys, in batches that delay other writes little. */
final class PurgeBatch {

    private static final int SIZE = 500;

    private static final String CONTENT_OF_ENDED =
            "DELETE FROM content WHERE message_id IN (SELECT m.id FROM message m JOIN content c ON c.message_id = m.id"
                    + " WHERE m.ended IS NOT NULL AND m.ended < ? LIMIT " + SIZE + ")";

    private static final String EXPIRED =
            "DELETE FROM suppression WHERE expires IS NOT NULL AND expires <= ? AND address IN (SELECT address FROM suppression"
                    + " WHERE expires IS NOT NULL AND expires <= ? ORDER BY expires LIMIT " + SIZE + ")";

    private static final String ENDED =
            " IN (SELECT id FROM message WHERE ended IS NOT NULL AND ended < ? ORDER BY ended LIMIT " + SIZE + ")";

    private PurgeBatch() {}

    /** @return whether there may be more to delete */
    static boolean delete(Connection connection, Instant contentBefore, Instant recordBefore, Instant keysBefore)
            throws SQLException {
        int contents = delete(connection, CONTENT_OF_ENDED, contentBefore);
        // The message is deleted last, because the other rows are found by it.
        for (String table : new String[] {"content", "attempt", "event", "recipient", "tag", "idempotency_key"}) {
            delete(connection, "DELETE FROM " + table + " WHERE message_id" + ENDED, recordBefore);
        }
        int records = delete(connection, "DELETE FROM message WHERE id" + ENDED, recordBefore);
        delete(connection, "DELETE FROM idempotency_key WHERE used < ?", keysBefore);
        return contents == SIZE || records == SIZE;
    }

    /**
     * Deletes suppressions that have expired, and soft bounces, and the memory of lifted ones, that are old.
     *
     * @return whether there may be more to delete
     */
    static boolean deleteSuppressions(Connection connection, Instant now, Instant countsBefore) throws SQLException {
        int expired;
        try (PreparedStatement statement = connection.prepareStatement(EXPIRED)) {
            statement.setLong(1, now.toEpochMilli());
            statement.setLong(2, now.toEpochMilli());
            expired = statement.executeUpdate();
        }
        delete(connection, "DELETE FROM soft_bounce WHERE time < ?", countsBefore);
        delete(connection, "DELETE FROM suppression_lift WHERE lifted < ?", countsBefore);
        return expired >= SIZE;
    }

    private static int delete(Connection connection, String sql, Instant before) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, before.toEpochMilli());
            return statement.executeUpdate();
        }
    }
}
