package org.sqlite;

import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * Stands before the driver's class of that name on the class path of the control in {@code bench/power-cut}: the same daemon, but
 * SQLite syncs its log before a checkpoint only, instead of with each commit. The daemon itself has no setting for that.
 */
final class JDBC {

    private JDBC() {}

    /** What {@link SQLiteDataSource} calls. */
    static SQLiteConnection createConnection(String url, Properties settings) throws SQLException {
        settings.setProperty(SQLiteConfig.Pragma.SYNCHRONOUS.pragmaName, SQLiteConfig.SynchronousMode.NORMAL.name());
        return new JDBC4Connection(url, url.substring("jdbc:sqlite:".length()), settings);
    }
}
