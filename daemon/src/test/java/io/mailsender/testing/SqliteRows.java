package io.mailsender.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Rows in the file of a daemon that would take too long to come by mail. */
public final class SqliteRows {

    private SqliteRows() {}

    /** Messages with one recipient and without content. Their ids begin with zeros. @param status in SQL, of the number i */
    public static void messages(Path directory, int count, String status) throws SQLException {
        execute(directory, """
                INSERT INTO message (id, domain, owner, status, priority, on_unknown, accepted, started, due, fence, tries,
                    possible_duplicate, ended, subject, tags)
                WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < %d)
                SELECT printf('%%032x', i), 'example.com', 'shop', %s, 20, 'hold', 1700000000000 + i, 1700000000000, NULL, 1, 1,
                    FALSE, 1700000000000 + i, 'Order ' || i, '[]' FROM numbers""".formatted(count, status));
        execute(
                directory,
                "INSERT INTO recipient (message_id, position, address, state, attempts)"
                        + " SELECT id, 0, 'ann@example.com', 'pending', 0 FROM message WHERE id LIKE '000000%'");
    }

    public static void execute(Path directory, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("mail.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 20000");
            statement.execute(sql);
        }
    }
}
