package io.mailsender.store;

import io.mailsender.audit.Actor;
import io.mailsender.audit.AuditEntry;
import io.mailsender.audit.AuditQuery;
import io.mailsender.audit.AuditStore;
import io.mailsender.audit.Deed;
import io.mailsender.queue.RecordPurge;
import io.mailsender.queue.RetentionSettings;
import io.mailsender.store.GuardedWrite.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The {@link AuditStore} in an SQL database. */
final class JdbcAuditStore implements AuditStore, RecordPurge, AutoCloseable {

    private static final int PURGE = 500;

    private final GroupCommit commits;
    private final ReadPool readers;
    private final Clock clock;
    private final AuditIds ids = new AuditIds();

    JdbcAuditStore(Database database) {
        this.commits = database.commits();
        this.clock = database.clock();
        this.readers = new ReadPool(database.source(), 1);
    }

    @Override
    public void close() {
        readers.close();
    }

    @Override
    public CompletionStage<Void> add(List<Deed> deeds) {
        if (deeds.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Instant now = clock.instant();
        List<Sql> inserts = deeds.stream().map(deed -> insert(deed, now)).toList();
        return commits.write(new GuardedWrite(inserts.get(0), inserts.subList(1, inserts.size())))
                .thenAccept(done -> {});
    }

    private Sql insert(Deed deed, Instant now) {
        return new Sql(
                "INSERT INTO audit (id, time, key_name, user_name, action, target, outcome, status, client)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ids.next(now),
                now.toEpochMilli(),
                deed.actor().key(),
                deed.actor().user(),
                deed.action(),
                deed.target(),
                deed.outcome(),
                deed.status(),
                deed.actor().client());
    }

    @Override
    public CompletionStage<List<AuditEntry>> list(AuditQuery query) {
        return readers.read(connection -> select(connection, query));
    }

    private static List<AuditEntry> select(Connection connection, AuditQuery query) throws SQLException {
        StringBuilder where = new StringBuilder();
        List<Object> parameters = new ArrayList<>();
        add(where, parameters, "key_name = ?", query.key());
        add(where, parameters, "action = ?", query.action());
        add(where, parameters, "target = ?", query.target());
        add(where, parameters, "id >= ?", query.since() == null ? null : AuditIds.first(query.since()));
        add(where, parameters, "id < ?", query.until() == null ? null : AuditIds.first(query.until()));
        add(where, parameters, "id < ?", query.before());
        parameters.add(query.limit());
        List<AuditEntry> entries = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, time, key_name, user_name, action, target, outcome, status, client FROM audit" + where
                        + " ORDER BY id DESC LIMIT ?")) {
            StatementBatch.bind(select, parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    entries.add(entry(row));
                }
            }
        }
        return entries;
    }

    private static void add(StringBuilder where, List<Object> parameters, String condition, @Nullable Object value) {
        if (value != null) {
            where.append(parameters.isEmpty() ? " WHERE " : " AND ").append(condition);
            parameters.add(value);
        }
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        Actor actor = new Actor(row.getString("key_name"), row.getString("user_name"), row.getString("client"));
        return new AuditEntry(
                row.getString("id"),
                Instant.ofEpochMilli(row.getLong("time")),
                new Deed(
                        actor,
                        row.getString("action"),
                        row.getString("target"),
                        row.getString("outcome"),
                        row.getInt("status")));
    }

    @Override
    public CompletionStage<Boolean> purge(Duration keep) {
        String before = AuditIds.first(clock.instant().minus(keep));
        return commits.run(connection -> {
            try (PreparedStatement delete = connection.prepareStatement(
                    "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE id < ? ORDER BY id LIMIT " + PURGE
                            + ")")) {
                delete.setString(1, before);
                return delete.executeUpdate() == PURGE;
            }
        });
    }

    @Override
    public CompletionStage<Boolean> purge(RetentionSettings settings) {
        return purge(settings.keepAudit());
    }
}
