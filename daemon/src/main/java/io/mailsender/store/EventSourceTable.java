package io.mailsender.store;

import io.mailsender.event.SourceState;
import io.mailsender.store.GuardedWrite.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The table {@code event_source}: what has come from each provider. */
final class EventSourceTable {

    private EventSourceTable() {}

    /** A report came. Always changes a row. */
    static Sql received(String provider, Instant now) {
        return new Sql(
                "INSERT INTO event_source (provider, first_received, last_received, proven, refused) VALUES (?, ?, ?, 0, 0)"
                        + " ON CONFLICT (provider) DO UPDATE SET last_received = excluded.last_received",
                provider,
                now.toEpochMilli(),
                now.toEpochMilli());
    }

    /** A report came and was not kept. */
    static Sql refused(String provider, Instant now) {
        return new Sql(
                "INSERT INTO event_source (provider, first_received, last_received, proven, refused) VALUES (?, ?, ?, 0, ?)"
                        + " ON CONFLICT (provider) DO UPDATE SET refused = excluded.refused",
                provider,
                now.toEpochMilli(),
                now.toEpochMilli(),
                now.toEpochMilli());
    }

    /** A report was about an attempt that began then. */
    static Sql prove(String provider, Instant began) {
        return new Sql(
                "UPDATE event_source SET proven = ? WHERE provider = ? AND proven < ?",
                began.toEpochMilli(),
                provider,
                began.toEpochMilli());
    }

    static Map<String, SourceState> read(Connection connection) throws SQLException {
        Map<String, SourceState> states = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT provider, first_received, last_received, proven, refused FROM event_source");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                states.put(
                        row.getString(1),
                        new SourceState(
                                Instant.ofEpochMilli(row.getLong(2)),
                                Instant.ofEpochMilli(row.getLong(3)),
                                Instant.ofEpochMilli(row.getLong(4)),
                                Instant.ofEpochMilli(row.getLong(5))));
            }
        }
        return states;
    }
}
