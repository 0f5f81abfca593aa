package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.MessageChange;
import io.mailsender.event.AppliedEvent;
import io.mailsender.event.EventStore;
import io.mailsender.event.SourceState;
import io.mailsender.event.StoredEvent;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.event.EventId;
import io.mailsender.provider.event.EventReport;
import io.mailsender.queue.StoredMessage;
import io.mailsender.store.GuardedWrite.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link EventStore} in an SQL database. */
final class JdbcEventStore implements EventStore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcEventStore.class);

    private static final Duration SOURCE_INTERVAL = Duration.ofSeconds(1);

    /** When an event is tried again that could not be applied. */
    private static final Duration LATER = Duration.ofMinutes(1);

    private final GroupCommit commits;
    private final ReadPool readers;
    private final Dialect dialect;
    private final Clock clock;
    private final EventEffects effects;
    private final Map<String, Instant> received = new ConcurrentHashMap<>();

    JdbcEventStore(Database database, EventEffects effects) {
        this.commits = database.commits();
        this.clock = database.clock();
        this.dialect = database.dialect();
        this.effects = effects;
        this.readers = new ReadPool(database.source(), 1);
    }

    @Override
    public void close() {
        readers.close();
    }

    @Override
    public CompletionStage<Void> add(String provider, EventReport report) {
        Instant now = clock.instant();
        List<Sql> inserts = report.events().stream()
                .map(event -> EventTable.insert(provider, event, now))
                .toList();
        List<GuardedWrite> writes = new ArrayList<>();
        if (report.token() != null) {
            Sql token = new Sql(
                    "INSERT INTO event_token (provider, token, received) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    provider,
                    EventId.of(report.token()),
                    now.toEpochMilli());
            writes.add(new GuardedWrite(token, inserts));
        } else {
            inserts.forEach(insert -> writes.add(new GuardedWrite(insert, List.of())));
        }
        // Its row is one for all nodes, so it is written rarely, and not together with sends of other nodes' posts.
        if (isStale(provider, now)) {
            writes.add(new GuardedWrite(EventSourceTable.received(provider, now), List.of()));
        }
        return CompletableFuture.allOf(writes.stream().map(commits::write).toArray(CompletableFuture[]::new));
    }

    @Override
    public CompletionStage<Void> refused(String provider) {
        Sql write = EventSourceTable.refused(provider, clock.instant());
        return commits.write(new GuardedWrite(write, List.of())).thenAccept(written -> {});
    }

    private boolean isStale(String provider, Instant now) {
        Instant last = received.get(provider);
        if (last != null && last.plus(SOURCE_INTERVAL).isAfter(now)) {
            return false;
        }
        received.put(provider, now);
        return true;
    }

    @Override
    public CompletionStage<Applied> apply(int limit) {
        return commits.run(connection -> {
            Instant now = clock.instant();
            List<EventTable.Waiting> due = EventTable.due(connection, dialect, now, limit);
            return due.isEmpty() ? new Applied(0, List.of(), 0) : apply(connection, due, now);
        });
    }

    /** One event that cannot be applied, such as one about a message of a newer node, must not hold up the others. */
    private Applied apply(Connection connection, List<EventTable.Waiting> due, Instant now) throws SQLException {
        try {
            return new EventApplication(connection, dialect, now, effects).apply(due);
        } catch (RuntimeException e) {
            if (due.size() == 1) {
                LOG.warn(
                        "events of {}: one cannot be applied now: {}",
                        due.get(0).provider(),
                        e.toString());
                Sql later = EventTable.postpone(
                        due.get(0), now.plus(LATER), due.get(0).tries());
                StatementBatch.write(connection, List.of(new GuardedWrite(later, List.of())));
                return new Applied(1, List.of(), 0);
            }
        }
        List<AppliedEvent> applied = new ArrayList<>();
        int dropped = 0;
        for (EventTable.Waiting event : due) {
            Applied one = apply(connection, List.of(event), now);
            applied.addAll(one.events());
            dropped += one.dropped();
        }
        return new Applied(due.size(), applied, dropped);
    }

    @Override
    public CompletionStage<List<StoredEvent>> of(String messageId) {
        return readers.read(connection -> EventTable.of(connection, messageId));
    }

    @Override
    public CompletionStage<Map<String, SourceState>> sources() {
        return readers.read(EventSourceTable::read);
    }

    @Override
    public CompletionStage<Boolean> hasWaiting(String messageId) {
        return readers.read(connection -> EventTable.hasWaiting(connection, messageId));
    }

    @Override
    public CompletionStage<Boolean> settle(String messageId, int attempt, Sent sent) {
        return commits.run(connection -> {
            Optional<StoredMessage> found = MessageReads.find(connection, messageId);
            Optional<Attempt> unknown = found.stream()
                    .flatMap(message -> message.attempts().stream())
                    .filter(made -> made.number() == attempt && made.isUnknown())
                    .findFirst();
            if (unknown.isEmpty()) {
                return false;
            }
            Instant now = clock.instant();
            StoredMessage message = found.orElseThrow();
            Optional<MessageChange> change = AttemptTable.settle(message, unknown.get(), sent, now);
            return change.isPresent()
                    && StatementBatch.write(
                            connection, List.of(MessageWrites.change(message, change.get(), now, effects.outbox())))[0];
        });
    }

    @Override
    public CompletionStage<Void> lookedUp(String messageId, int attempt) {
        Sql write = new Sql(
                "UPDATE attempt SET looked_up = ? WHERE message_id = ? AND number = ?",
                clock.instant().toEpochMilli(),
                messageId,
                attempt);
        return commits.write(new GuardedWrite(write, List.of())).thenAccept(written -> {});
    }

    @Override
    public CompletionStage<Map<Integer, Instant>> lookUps(String messageId) {
        return readers.read(connection -> AttemptTable.lookUps(connection, messageId));
    }

    @Override
    public CompletionStage<Long> backlog() {
        return readers.read(connection -> EventTable.backlog(connection, clock.instant()));
    }

    @Override
    public CompletionStage<Boolean> purge() {
        Instant before = clock.instant().minus(LIFE);
        return commits.run(connection -> EventTable.purgeTokens(connection, before));
    }
}
