package io.mailsender.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.jspecify.annotations.Nullable;

/**
 * Moves the recipients of each message from a JSON column into rows of the table {@code recipient}, which had their addresses only;
 * copies the domain of the Message-ID out of the content of messages that are older than version 7; and gives each priority a code
 * with room for others. In Java, because the functions for JSON differ from database to database.
 */
final class V8__Recipients extends BaseJavaMigration {

    private static final JsonFactory JSON = new JsonFactory();

    private static final int BATCH = 500;

    private final Dialect dialect;

    V8__Recipients(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public String getDescription() {
        return "recipients";
    }

    @Override
    public void migrate(Context context) throws SQLException, IOException {
        Connection connection = context.getConnection();
        execute(connection, "DROP TABLE recipient");
        execute(
                connection,
                "CREATE TABLE recipient (message_id CHAR(32) NOT NULL, position INTEGER NOT NULL, address VARCHAR(254) NOT NULL,"
                        + " state VARCHAR(10) NOT NULL, status_code INTEGER, msg VARCHAR(300), next_try BIGINT,"
                        + " attempts INTEGER NOT NULL, PRIMARY KEY (message_id, position))"
                        + dialect.placeholders().get("clustered"));
        copyRecipients(connection);
        execute(connection, "CREATE INDEX recipient_address ON recipient (address, message_id)");
        copyDomains(connection);
        execute(connection, "UPDATE message SET priority = priority * 10 + 10");
        execute(connection, "ALTER TABLE message DROP COLUMN recipients");
    }

    private static void copyRecipients(Connection connection) throws SQLException, IOException {
        try (PreparedStatement select = connection.prepareStatement("SELECT id, recipients FROM message");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO recipient (message_id, position, address, state, status_code, msg, attempts, next_try)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            select.setFetchSize(BATCH);
            int waiting = 0;
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    waiting += add(insert, row.getString(1), row.getString(2));
                    if (waiting >= BATCH) {
                        insert.executeBatch();
                        waiting = 0;
                    }
                }
            }
            insert.executeBatch();
        }
    }

    private static int add(PreparedStatement insert, String id, String recipients) throws SQLException, IOException {
        int position = 0;
        try (JsonParser json = JSON.createParser(recipients)) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                StatementBatch.bind(insert, id, position++, "", "pending", null, null, 0, null);
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String name = json.currentName();
                    json.nextToken();
                    switch (name) {
                        case "address" -> insert.setString(3, json.getText());
                        case "state" -> insert.setString(4, json.getText());
                        case "status_code" -> insert.setInt(5, json.getIntValue());
                        case "msg" -> insert.setString(6, json.getText());
                        case "tries" -> insert.setInt(7, json.getIntValue());
                        case "due" -> insert.setLong(8, json.getLongValue());
                        default -> json.skipChildren();
                    }
                }
                insert.addBatch();
            }
        }
        return position;
    }

    /** A message whose content is gone keeps none. */
    private static void copyDomains(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT c.message_id, SUBSTR(c.bytes, 1, " + LegacyMessageCodec.HEAD
                                + ") FROM content c JOIN message m ON m.id = c.message_id WHERE m.domain IS NULL");
                PreparedStatement update = connection.prepareStatement("UPDATE message SET domain = ? WHERE id = ?")) {
            select.setFetchSize(BATCH);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    @Nullable String domain = domain(row.getBytes(2));
                    if (domain != null) {
                        update.setString(1, domain);
                        update.setString(2, row.getString(1));
                        update.addBatch();
                    }
                }
            }
            update.executeBatch();
        }
    }

    /** Content that cannot be read fails its message when it is due, not the migration. */
    private static @Nullable String domain(byte[] head) {
        try {
            return LegacyMessageCodec.domain(head);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
