package io.mailsender.store;

import io.mailsender.access.KeyStore;
import io.mailsender.access.StoredKey;
import io.mailsender.store.GuardedWrite.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The {@link KeyStore} in an SQL database. */
final class JdbcKeyStore implements KeyStore, AutoCloseable {

    private final GroupCommit commits;
    private final ReadPool readers;
    private final Clock clock;

    JdbcKeyStore(Database database) {
        this.commits = database.commits();
        this.clock = database.clock();
        // A thread of its own, so that slow lists of messages do not delay the check whether a key is revoked.
        this.readers = new ReadPool(database.source(), 1);
    }

    @Override
    public void close() {
        readers.close();
    }

    @Override
    public CompletionStage<List<StoredKey>> all() {
        return readers.read(JdbcKeyStore::select);
    }

    @Override
    public CompletionStage<Boolean> add(StoredKey key) {
        return commits.run(connection -> {
            Instant now = clock.instant();
            long live = select(connection).stream()
                    .filter(other -> other.name().equals(key.name()) && other.isLive(now))
                    .count();
            if (live >= MAX_LIVE) {
                return false;
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO api_key (id, name, hash, grants, created, expires) VALUES (?, ?, ?, ?, ?, ?)")) {
                StatementBatch.bind(
                        insert,
                        key.id(),
                        key.name(),
                        key.hash(),
                        key.grants(),
                        key.created().toEpochMilli(),
                        InstantColumn.write(key.expires()));
                insert.executeUpdate();
            }
            return true;
        });
    }

    @Override
    public CompletionStage<Boolean> revoke(String id) {
        Sql revoke = new Sql(
                "UPDATE api_key SET revoked = COALESCE(revoked, ?) WHERE id = ?",
                clock.instant().toEpochMilli(),
                id);
        return commits.write(new GuardedWrite(revoke, List.of()));
    }

    @Override
    public CompletionStage<Void> used(Collection<String> ids) {
        long now = clock.instant().toEpochMilli();
        return CompletableFuture.allOf(ids.stream()
                .map(id -> commits.write(
                        new GuardedWrite(new Sql("UPDATE api_key SET used = ? WHERE id = ?", now, id), List.of())))
                .toArray(CompletableFuture[]::new));
    }

    private static List<StoredKey> select(Connection connection) throws SQLException {
        List<StoredKey> keys = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT id, name, hash, grants, created, expires, revoked, used FROM api_key ORDER BY created, id");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                keys.add(new StoredKey(
                        row.getString(1),
                        row.getString(2),
                        row.getBytes(3),
                        row.getString(4),
                        Instant.ofEpochMilli(row.getLong(5)),
                        InstantColumn.read(row, "expires"),
                        InstantColumn.read(row, "revoked"),
                        InstantColumn.read(row, "used")));
            }
        }
        return keys;
    }
}
