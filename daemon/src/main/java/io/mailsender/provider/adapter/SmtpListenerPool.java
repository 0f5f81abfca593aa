package io.mailsender.provider.adapter;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The attempts whose timeout has ended while the server has not yet answered the final dot. Each keeps its connection and the thread
 * that reads from it; the executor gets one more thread in its place, so that listeners do not delay other messages. If the pool is
 * full, the oldest listener stops, since a reply to a newer message is more likely to come.
 */
final class SmtpListenerPool implements AutoCloseable {

    /** How long a client must wait for the reply to the final dot (RFC 5321, section 4.5.3.2.6). */
    static final Duration LIMIT = Duration.ofMinutes(10);

    private final ThreadPoolExecutor threads;
    private final ScheduledExecutorService clock;
    private final Duration limit;
    private final int places;
    private final Deque<SmtpAttempt> attempts = new ArrayDeque<>();
    private boolean closed;

    SmtpListenerPool(ThreadPoolExecutor threads, ScheduledExecutorService clock, Duration limit, int places) {
        this.threads = threads;
        this.clock = clock;
        this.limit = limit;
        this.places = places;
    }

    /** Adds an attempt until its late outcome is complete; {@code false} if the pool is closed. */
    synchronized boolean add(SmtpAttempt attempt) {
        if (closed) {
            return false;
        }
        if (attempts.size() == places) {
            attempts.removeFirst().stopListening();
        }
        attempts.addLast(attempt);
        threads.setMaximumPoolSize(threads.getMaximumPoolSize() + 1);
        threads.setCorePoolSize(threads.getCorePoolSize() + 1);
        Future<?> alarm = clock.schedule(attempt::stopListening, limit.toMillis(), TimeUnit.MILLISECONDS);
        attempt.late().whenComplete((outcome, failure) -> {
            alarm.cancel(false);
            remove(attempt);
        });
        return true;
    }

    private synchronized void remove(SmtpAttempt attempt) {
        attempts.remove(attempt);
        threads.setCorePoolSize(threads.getCorePoolSize() - 1);
        threads.setMaximumPoolSize(threads.getMaximumPoolSize() - 1);
    }

    /** Stops all listeners. Their late outcomes are unknown. */
    @Override
    public synchronized void close() {
        closed = true;
        attempts.forEach(SmtpAttempt::stopListening);
    }
}
