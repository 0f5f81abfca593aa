package io.mailsender.provider.adapter;

import io.mailsender.common.DaemonThreadFactory;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Reply;
import io.micronaut.scheduling.LoomSupport;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one provider, each with the thread that blocks on it: at most {@code max-connections} of each. A connection is
 * reused only after an exchange without any fault, because a late reply to one message would be taken for the reply to the next.
 */
final class SmtpConnectionPool implements AutoCloseable {

    /** An attempt over a connection, which the server may have closed in the meantime. */
    interface Exchange {
        Outcome with(SmtpConnection connection, SmtpAttempt attempt);
    }

    private static final Logger LOG = LoggerFactory.getLogger(SmtpConnectionPool.class);
    private static final int WAITING_PER_CONNECTION = 100;
    private static final int LISTENING_PER_CONNECTION = 4;

    private final SmtpServer server;
    private final Duration idleTimeout;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor clock;
    private final SmtpListenerPool listeners;
    private final int max;
    private final BlockingDeque<SmtpConnection> idle = new LinkedBlockingDeque<>();

    /** @param listenFor how long a late reply is awaited, from the end of the timeout */
    SmtpConnectionPool(Smtp.Settings settings, SmtpServer server, Duration listenFor) {
        this.server = server;
        this.idleTimeout = settings.idleTimeout();
        this.max = settings.maxConnectionsOrDefault();
        this.threads = new ThreadPoolExecutor(
                max,
                max,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(max * WAITING_PER_CONNECTION),
                threadFactory("smtp-" + settings.name()));
        threads.allowCoreThreadTimeOut(true);
        this.clock = new ScheduledThreadPoolExecutor(1, new DaemonThreadFactory("smtp-clock-" + settings.name()));
        clock.setRemoveOnCancelPolicy(true);
        this.listeners = new SmtpListenerPool(threads, clock, listenFor, max * LISTENING_PER_CONNECTION);
        long sweep = Math.max(1, idleTimeout.toMillis() / 4);
        clock.scheduleWithFixedDelay(this::closeIdle, sweep, sweep, TimeUnit.MILLISECONDS);
    }

    /** Starts the attempt, which completes within its timeout. Returns immediately. */
    void run(SmtpAttempt attempt, Exchange exchange) {
        try {
            Future<?> alarm = clock.schedule(
                    () -> attempt.expire(listeners), attempt.timeout().toMillis(), TimeUnit.MILLISECONDS);
            attempt.outcome().whenComplete((outcome, failure) -> alarm.cancel(false));
            threads.execute(() -> work(attempt, exchange));
        } catch (RejectedExecutionException e) {
            attempt.complete(new Unavailable(Cause.THROTTLED, Reply.none("all " + max + " connections are busy")));
        }
    }

    private void work(SmtpAttempt attempt, Exchange exchange) {
        if (!attempt.begin()) {
            return;
        }
        Outcome outcome;
        try {
            outcome = exchange(attempt, exchange);
        } catch (RuntimeException e) {
            LOG.error("SMTP attempt failed unexpectedly", e);
            outcome = attempt.lost(Reply.none("internal error: " + e.getClass().getSimpleName()));
        }
        attempt.complete(outcome);
    }

    /**
     * Only its use shows whether the server has closed an idle connection, or accepts no further message on it. No part of the message
     * was sent then, so the same attempt goes on over a new connection.
     */
    private Outcome exchange(SmtpAttempt attempt, Exchange exchange) {
        SmtpConnection kept = takeIdle();
        SmtpConnection connection = kept == null ? new SmtpConnection(server) : kept;
        Outcome outcome = exchange(connection, attempt, exchange);
        // At most twice: once for a kept connection, once for a cached token that was refused.
        while (connection.isStale()) {
            connection = new SmtpConnection(server);
            outcome = exchange(connection, attempt, exchange);
        }
        return outcome;
    }

    private Outcome exchange(SmtpConnection connection, SmtpAttempt attempt, Exchange exchange) {
        boolean keep = false;
        try {
            Outcome outcome = exchange.with(connection, attempt);
            keep = connection.isClean() && attempt.decide(outcome) && !threads.isShutdown();
            return outcome;
        } finally {
            if (keep) {
                connection.keep();
                idle.addFirst(connection);
            } else {
                connection.quit();
            }
        }
    }

    private @Nullable SmtpConnection takeIdle() {
        SmtpConnection connection = idle.pollFirst();
        while (connection != null && !connection.isQuiet()) {
            connection.quit();
            connection = idle.pollFirst();
        }
        return connection;
    }

    private void closeIdle() {
        for (SmtpConnection connection : idle) {
            if (connection.isIdleFor(idleTimeout) && idle.remove(connection)) {
                connection.quit();
            }
        }
    }

    /** Running attempts continue, within their timeouts. Late replies are no longer awaited. */
    @Override
    public void close() {
        listeners.close();
        threads.shutdown();
        clock.shutdown();
        for (SmtpConnection connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            connection.quit();
        }
    }

    /**
     * Virtual threads from JDK 24 (JEP 491) only. Before, a TLS socket that blocks inside a synchronized method pins the carrier thread,
     * so two silent servers could stop every virtual thread on a machine with two cores.
     */
    private static ThreadFactory threadFactory(String name) {
        return LoomSupport.isSupported() && Runtime.version().feature() >= 24
                ? LoomSupport.newVirtualThreadFactory(name)
                : new DaemonThreadFactory(name);
    }
}
