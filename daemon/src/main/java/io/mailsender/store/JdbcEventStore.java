package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.MessageChange;
import io.mailsender.event.EventStore;
import io.mailsender.event.SourceState;
import io.mailsender.event.StoredEvent;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.event.EventId;
import io.mailsender.provider.event.EventReport;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.queue.StoredMessage;
import io.mailsender.store.GuardedWrite.Sql;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The {@link EventStore} in an SQL database. */
final class JdbcEventStore implements EventStore, AutoCloseable {

    private final GroupCommit commits;
    private final ReadPool readers;
    private final Dialect dialect;
    private final Clock clock;
    private final EventEffects effects;

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
        List<Sql> sqls = new ArrayList<>();
        if (report.token() != null) {
            sqls.add(new Sql(
                    "INSERT INTO event_token (provider, token, received) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    provider,
                    EventId.of(report.token()),
                    now.toEpochMilli()));
        }
        sqls.add(EventSourceTable.received(provider, now));
        for (ProviderEvent event : report.events()) {
            sqls.add(EventTable.insert(provider, event, now));
        }
        return commits.write(new GuardedWrite(sqls.get(0), sqls.subList(1, sqls.size())))
                .thenAccept(isNew -> {});
    }

    @Override
    public CompletionStage<Applied> apply(int limit) {
        return commits.run(connection -> {
            Instant now = clock.instant();
            List<EventTable.Waiting> due = EventTable.due(connection, dialect, now, limit);
            return due.isEmpty()
                    ? new Applied(0, List.of(), 0)
                    : new EventApplication(connection, now, effects).apply(due);
        });
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
            Optional<MessageChange> change = AttemptTable.settle(connection, message, unknown.get(), sent, now);
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
