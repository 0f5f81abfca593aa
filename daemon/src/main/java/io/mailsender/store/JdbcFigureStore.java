package io.mailsender.store;

import io.mailsender.figure.FigureStore;
import io.mailsender.figure.QueueDepth;
import io.mailsender.figure.QueueView.NextDue;
import io.mailsender.figure.QueueView.NodeView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The {@link FigureStore} in an SQL database. */
final class JdbcFigureStore implements FigureStore, AutoCloseable {

    private final ReadPool readers;
    private final Clock clock;
    private final StoreDisk disk;
    private final Duration lease;

    JdbcFigureStore(Database database, StoreDisk disk, Duration lease) {
        this.lease = lease;
        this.clock = database.clock();
        this.disk = disk;
        // A thread of its own, so that counting does not delay lists of messages.
        this.readers = new ReadPool(database.source(), 1);
    }

    @Override
    public CompletionStage<List<Counted>> buckets(@Nullable String owner, Instant from, Instant until, Duration width) {
        return readers.read(connection -> {
            try (BucketQuery query = new BucketQuery(connection, owner)) {
                return query.count(from, until, width);
            }
        });
    }

    @Override
    public CompletionStage<QueueDepth> depth(@Nullable String owner) {
        Instant now = clock.instant();
        return readers.read(connection -> QueueQuery.depth(connection, owner, now, lease));
    }

    @Override
    public CompletionStage<Held> unknown(@Nullable String owner) {
        return readers.read(connection -> FigureReads.unknown(connection, owner));
    }

    @Override
    public CompletionStage<List<LastReply>> failures(@Nullable String owner, String status, Instant since) {
        return readers.read(connection -> FigureReads.failures(connection, owner, status, since));
    }

    @Override
    public CompletionStage<List<NodeView>> nodes(@Nullable String owner) {
        Instant now = clock.instant();
        return readers.read(connection -> NodeQuery.nodes(connection, owner, now, lease));
    }

    @Override
    public CompletionStage<List<NextDue>> next(@Nullable String owner, int limit) {
        Instant now = clock.instant();
        return readers.read(connection -> QueueQuery.next(connection, owner, now, limit));
    }

    @Override
    public @Nullable Disk disk() {
        return disk.space();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void close() {
        readers.close();
    }
}
