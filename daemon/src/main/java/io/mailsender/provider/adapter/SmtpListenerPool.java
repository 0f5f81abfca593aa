package io.mailsender.provider.adapter;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The attempts whose time is over and whose server has not answered the final dot yet. Each keeps its connection and the thread that
 * reads from it, and a further thread takes its place, so that listening costs no mail its turn. There are places for only so many:
 * beyond them the one that has listened longest stops, since the answer to a newer mail is the likelier one to come.
 */
final class SmtpListenerPool implements AutoCloseable {

    /** RFC 5321, section 4.5.3.2.6: a client waits ten minutes for the reply to the final dot. */
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

    /** Lets an attempt listen on until its late answer is complete; {@code false} after the end. */
    synchronized boolean take(SmtpAttempt attempt) {
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
            end(attempt);
        });
        return true;
    }

    private synchronized void end(SmtpAttempt attempt) {
        attempts.remove(attempt);
        threads.setCorePoolSize(threads.getCorePoolSize() - 1);
        threads.setMaximumPoolSize(threads.getMaximumPoolSize() - 1);
    }

    /** Nobody listens on any longer; each late answer is unknown. */
    @Override
    public synchronized void close() {
        closed = true;
        attempts.forEach(SmtpAttempt::stopListening);
    }
}
