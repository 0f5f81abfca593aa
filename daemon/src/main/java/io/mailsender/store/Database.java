package io.mailsender.store;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;

/**
 * An open database, shared by the stores on it.
 *
 * @param commits its only writer
 * @param clock the time that leases and due times refer to: one for all nodes, and never set back
 * @param opened closes the database and what was opened with it
 */
record Database(HikariDataSource source, GroupCommit commits, Dialect dialect, Clock clock, AutoCloseable opened)
        implements AutoCloseable {

    /** Waits for the writes in progress, then closes. A second call does nothing. */
    @Override
    public void close() {
        if (commits.isOpen()) {
            commits.close();
            try {
                opened.close();
            } catch (Exception e) {
                throw new IllegalStateException("the database cannot be closed", e);
            }
        }
    }
}
