package io.mailsender.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Judges a failure by its SQLSTATE. */
final class SqlFailure {

    /** {@code read_only_sql_transaction}: connections are still open to the server that was the primary before a switchover. */
    private static final String READ_ONLY = "25006";

    private SqlFailure() {}

    /** Whether every other write would fail as well. SQLite has no SQLSTATE for a full disk or an I/O error. */
    static boolean affectsEveryWrite(Exception e) {
        if (!(e instanceof SQLException sql)) {
            return false;
        }
        String state = sql.getSQLState();
        return state == null || state.startsWith("53") || state.startsWith("57") || isServerGone(sql);
    }

    /**
     * Whether the server is gone or has become read-only, so that the other connections to it are useless as well. Without this each
     * would be discovered by a failed write or a timeout.
     */
    static boolean isServerGone(SQLException e) {
        String state = e.getSQLState();
        return state == null
                ? e instanceof SQLTransientConnectionException
                : state.startsWith("08") || state.startsWith("57P") || state.equals(READ_ONLY);
    }
}
