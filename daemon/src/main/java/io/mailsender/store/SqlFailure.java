package io.mailsender.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** What the SQLSTATE of a failure says of the database. */
final class SqlFailure {

    /** "read_only_sql_transaction": it was the primary until a switchover, and connections to it are still open. */
    private static final String READ_ONLY = "25006";

    private SqlFailure() {}

    /** Whether no other write would fare better. SQLite names no SQLSTATE, neither for a full disk nor for an I/O error. */
    static boolean concernsEverybody(Exception e) {
        if (!(e instanceof SQLException sql)) {
            return false;
        }
        String state = sql.getSQLState();
        return state == null || state.startsWith("53") || state.startsWith("57") || leadsNowhere(sql);
    }

    /**
     * Whether the server at the other end is gone, or may be written no more, so that the other connections to it are of no use either.
     * One after the other they would only be found out by a write that fails, or by a silence of some seconds.
     */
    static boolean leadsNowhere(SQLException e) {
        String state = e.getSQLState();
        return state == null
                ? e instanceof SQLTransientConnectionException
                : state.startsWith("08") || state.startsWith("57P") || state.equals(READ_ONLY);
    }
}
