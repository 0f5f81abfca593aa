package io.mailsender.store;

import io.mailsender.session.SessionStore;
import io.mailsender.session.StoredSession;
import io.mailsender.store.GuardedWrite.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The {@link SessionStore} in an SQL database. */
final class JdbcSessionStore implements SessionStore, AutoCloseable {

    private final GroupCommit commits;
    private final ReadPool readers;

    JdbcSessionStore(Database database) {
        this.commits = database.commits();
        // A thread of its own, so that nobody is signed out while a long list is read.
        this.readers = new ReadPool(database.source(), 1);
    }

    @Override
    public CompletionStage<Void> add(StoredSession session, Instant expired, Instant ended) {
        Sql insert = new Sql(
                "INSERT INTO console_session (hash, key_hash, created, seen) VALUES (?, ?, ?, ?)",
                session.hash(),
                session.keyHash(),
                session.created().toEpochMilli(),
                session.seen().toEpochMilli());
        Sql purge = new Sql(
                "DELETE FROM console_session WHERE seen < ? OR created < ?",
                expired.toEpochMilli(),
                ended.toEpochMilli());
        return write(insert, List.of(purge));
    }

    @Override
    public CompletionStage<Optional<StoredSession>> find(byte[] hash) {
        return readers.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT key_hash, created, seen FROM console_session WHERE hash = ?")) {
                select.setBytes(1, hash);
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(new StoredSession(
                                    hash,
                                    row.getBytes(1),
                                    Instant.ofEpochMilli(row.getLong(2)),
                                    Instant.ofEpochMilli(row.getLong(3))))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public CompletionStage<Void> seen(byte[] hash, Instant now) {
        return write(
                new Sql("UPDATE console_session SET seen = ? WHERE hash = ?", now.toEpochMilli(), hash), List.of());
    }

    @Override
    public CompletionStage<Void> remove(byte[] hash) {
        return write(new Sql("DELETE FROM console_session WHERE hash = ?", (Object) hash), List.of());
    }

    private CompletionStage<Void> write(Sql sql, List<Sql> others) {
        return commits.write(new GuardedWrite(sql, others)).thenAccept(written -> {});
    }

    @Override
    public void close() {
        readers.close();
    }
}
