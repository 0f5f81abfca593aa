package io.mailsender.store;

import io.mailsender.common.DaemonThreadFactory;
import io.mailsender.common.StoreUnavailableException;
import io.mailsender.store.GroupCommit.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Reads from the database, on threads of its own that may block. */
final class ReadPool implements AutoCloseable {

    private static final int MAX_WAITING = 10_000;

    /** A read that waits or takes longer fails. */
    private static final long TIMEOUT_SECONDS = 10;

    private final DataSource database;
    private final ThreadPoolExecutor threads;

    /** @param count the number of threads, and so of concurrent reads; further ones wait */
    ReadPool(DataSource database, int count) {
        this.database = database;
        this.threads = new ThreadPoolExecutor(
                count,
                count,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(MAX_WAITING),
                new DaemonThreadFactory("store-reader"));
    }

    /** @return completes exceptionally with a {@link StoreUnavailableException} if the database cannot be read */
    <T> CompletionStage<T> read(Work<T> work) {
        CompletableFuture<T> done = new CompletableFuture<T>().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        try {
            threads.execute(() -> {
                if (done.isDone()) {
                    return;
                }
                try (Connection connection = database.getConnection()) {
                    done.complete(work.in(connection));
                } catch (SQLException | RuntimeException e) {
                    done.completeExceptionally(new StoreUnavailableException("the store cannot be read", e));
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new StoreUnavailableException("too many reads wait", e));
        }
        return done.exceptionally(failure -> {
            throw failure instanceof StoreUnavailableException unavailable
                    ? unavailable
                    : new StoreUnavailableException("the store does not answer", failure);
        });
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
