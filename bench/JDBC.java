package org.sqlite;

import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * Replaces the driver's class of the same name on the class path of the control in {@code bench/power-cut}: SQLite then syncs its log
 * only before a checkpoint instead of with each commit. The daemon has no setting for that.
 */
final class JDBC {

    private JDBC() {}

    /** Called by {@link SQLiteDataSource}. */
    static SQLiteConnection createConnection(String url, Properties settings) throws SQLException {
        settings.setProperty(SQLiteConfig.Pragma.SYNCHRONOUS.pragmaName, SQLiteConfig.SynchronousMode.NORMAL.name());
        return new JDBC4Connection(url, url.substring("jdbc:sqlite:".length()), settings);
    }
}
