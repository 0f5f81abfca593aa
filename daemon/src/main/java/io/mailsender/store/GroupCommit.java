package io.mailsender.store;

import com.zaxxer.hikari.HikariDataSource;
import io.mailsender.common.DaemonThreadFactory;
import io.mailsender.common.StoreUnavailableException;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits waiting writes together: one commit, and so one fsync, serves all writes that arrived during the commit before. A write
 * completes once it is on disk, or fails; one that cannot be written does not make the others fail.
 */
final class GroupCommit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    /** Limits the size of a transaction, and the cost of its failure. */
    private static final int MAX_GROUP = 500;

    /** Further writes are refused, to bound the memory. */
    private static final int MAX_WAITING = 20_000;

    private final HikariDataSource database;
    private final Executor answers;
    private final BlockingQueue<Pending<?>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final Thread writer = new DaemonThreadFactory("store-writer").newThread(this::run);
    private final DistributionSummary sizes;
    private final Timer latency;
    private final Lock writing = new ReentrantLock();
    private volatile boolean closed;

    /** @param answers runs the stages that depend on a write, so that the writer is free for the next */
    GroupCommit(HikariDataSource database, Executor answers, MeterRegistry meters) {
        this.database = database;
        this.answers = answers;
        this.sizes = DistributionSummary.builder("mail.sender.store.group")
                .description("How many writes one commit served")
                .register(meters);
        this.latency = Timer.builder("mail.sender.store.commit")
                .description("How long a commit took, with its writes")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(meters);
    }

    GroupCommit start() {
        writer.start();
        return this;
    }

    /** Work during which nothing may be written. */
    interface Pause {
        void run() throws SQLException;
    }

    /** Work within a transaction. */
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /** @return completes with whether the guard changed a row, and so all statements were executed */
    CompletableFuture<Boolean> write(GuardedWrite write) {
        return enqueue(new Pending<>(write, connection -> StatementBatch.write(connection, List.of(write))[0]));
    }

    /** Runs work in its own transaction, between two groups. */
    <T> CompletableFuture<T> run(Work<T> work) {
        return enqueue(new Pending<>(null, work));
    }

    /** Runs work while nothing is written. */
    void pause(Pause work) throws SQLException {
        writing.lock();
        try {
            work.run();
        } finally {
            writing.unlock();
        }
    }

    private <T> CompletableFuture<T> enqueue(Pending<T> pending) {
        if (closed || !waiting.offer(pending)) {
            pending.done.completeExceptionally(
                    new StoreUnavailableException(closed ? "the store is closed" : "too many writes wait", null));
        }
        return pending.done;
    }

    boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
        try {
            writer.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Pending<?>> taken = new ArrayList<>();
        while (!closed || !waiting.isEmpty()) {
            taken.clear();
            try {
                Pending<?> first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    taken.add(first);
                    waiting.drainTo(taken, MAX_GROUP - 1);
                    commit(taken);
                }
            } catch (InterruptedException e) {
                closed = true;
            }
        }
    }

    private void commit(List<Pending<?>> taken) {
        List<Pending<Boolean>> group = new ArrayList<>();
        List<Pending<?>> alone = new ArrayList<>();
        for (Pending<?> pending : taken) {
            if (pending.write == null) {
                alone.add(pending);
            } else {
                group.add(pending.asWrite());
            }
        }
        if (!group.isEmpty()) {
            commitTogether(group);
        }
        alone.forEach(this::commitAlone);
    }

    private void commitTogether(List<Pending<Boolean>> group) {
        boolean[] held;
        try {
            List<GuardedWrite> writes =
                    group.stream().map(Pending::requireWrite).toList();
            held = transaction(connection -> StatementBatch.write(connection, writes));
        } catch (SQLException | RuntimeException e) {
            if (group.size() > 1 && !SqlFailure.affectsEveryWrite(e)) {
                // One of them may be at fault: written one by one, only that one fails.
                group.forEach(this::commitAlone);
            } else {
                group.forEach(pending -> fail(pending, e));
            }
            return;
        }
        sizes.record(group.size());
        answers.execute(() -> {
            for (int i = 0; i < held.length; i++) {
                group.get(i).done.complete(held[i]);
            }
        });
    }

    private <T> void commitAlone(Pending<T> pending) {
        try {
            T result = transaction(pending.work);
            answers.execute(() -> pending.done.complete(result));
        } catch (SQLException | RuntimeException e) {
            fail(pending, e);
        }
    }

    private void fail(Pending<?> pending, Exception e) {
        StoreUnavailableException why = new StoreUnavailableException("the store cannot be written", e);
        answers.execute(() -> pending.done.completeExceptionally(why));
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        long start = System.nanoTime();
        writing.lock();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.in(connection);
                connection.commit();
                latency.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                return result;
            } catch (SQLException | RuntimeException e) {
                LOG.warn("store: write failed: {}", e.toString());
                rollBack(connection);
                // SQLite ends the transaction itself when the disk is full. Its driver does not notice, and would
                // begin no other one on this connection.
                database.evictConnection(connection);
                throw e;
            }
        } catch (SQLException e) {
            if (SqlFailure.isServerGone(e)) {
                database.getHikariPoolMXBean().softEvictConnections();
            }
            throw e;
        } finally {
            writing.unlock();
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.debug("store: rollback failed, the connection is gone: {}", e.toString());
        }
    }

    /** @param write {@code null} for work with its own transaction */
    private record Pending<T>(@Nullable GuardedWrite write, Work<T> work, CompletableFuture<T> done) {

        Pending(@Nullable GuardedWrite write, Work<T> work) {
            this(write, work, new CompletableFuture<>());
        }

        GuardedWrite requireWrite() {
            return Objects.requireNonNull(write);
        }

        @SuppressWarnings("unchecked") // a write answers with a Boolean
        Pending<Boolean> asWrite() {
            return (Pending<Boolean>) this;
        }
    }
}
