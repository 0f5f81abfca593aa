package io.mailsender.store;

import io.mailsender.delivery.HandRest;
import io.mailsender.delivery.RestStore;
import io.mailsender.store.GuardedWrite.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The {@link RestStore} in an SQL database: one row per provider. */
final class JdbcRestStore implements RestStore, AutoCloseable {

    private final GroupCommit commits;
    private final ReadPool readers;

    JdbcRestStore(Database database) {
        this.commits = database.commits();
        // A thread of its own, so that slow lists of messages do not delay a rest.
        this.readers = new ReadPool(database.source(), 1);
    }

    @Override
    public void close() {
        readers.close();
    }

    @Override
    public CompletionStage<List<HandRest>> all() {
        return readers.read(JdbcRestStore::select);
    }

    @Override
    public CompletionStage<Void> put(HandRest rest) {
        Sql upsert = new Sql(
                "INSERT INTO provider_rest (provider, until, since, reason, ordered_by) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (provider) DO UPDATE SET until = excluded.until, since = excluded.since,"
                        + " reason = excluded.reason, ordered_by = excluded.ordered_by",
                rest.provider(),
                InstantColumn.write(rest.until()),
                rest.since().toEpochMilli(),
                rest.reason(),
                rest.by());
        return commits.write(new GuardedWrite(upsert, List.of())).thenAccept(done -> {});
    }

    private static List<HandRest> select(Connection connection) throws SQLException {
        List<HandRest> rests = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT provider, until, since, reason, ordered_by FROM provider_rest ORDER BY provider");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rests.add(new HandRest(
                        row.getString(1),
                        InstantColumn.read(row, "until"),
                        Instant.ofEpochMilli(row.getLong(3)),
                        row.getString(4),
                        row.getString(5)));
            }
        }
        return rests;
    }
}
