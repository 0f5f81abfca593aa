package io.mailsender.queue;

import io.mailsender.message.Message;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;

/** Real stores for tests of other packages, and what those cannot see from outside. */
public final class TestStores {

    private TestStores() {}

    public static MessageStore sqlite(Path file, Clock clock) {
        return StoreFactory.sqlite(file, clock, Duration.ofSeconds(60), new SimpleMeterRegistry());
    }

    /** How many attempts have begun and not ended. */
    public static int begun(Path file, Message message) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT COUNT(*) FROM attempt WHERE duration IS NULL AND message_id = '"
                                + message.id().value() + "'")) {
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Spoils a message's content. */
    public static void damage(Path file, Message message) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE content SET bytes = X'01FF' WHERE message_id = '"
                    + message.id().value() + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
