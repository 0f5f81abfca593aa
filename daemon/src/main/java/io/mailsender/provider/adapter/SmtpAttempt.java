package io.mailsender.provider.adapter;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The state of one attempt. The first verdict is final, so a slow thread cannot send the final dot of a message that was reported as
 * not sent. If the timeout ends after the final dot, the server may still be working on its reply (RFC 5321, section 4.5.3.2.6): the
 * attempt is reported as unknown, and the thread waits for a late reply.
 */
final class SmtpAttempt {

    private enum Phase {
        WAITING,
        RUNNING,
        /** The final dot may have left: only a reply tells whether the message was sent. */
        FINAL_DOT
    }

    private final Duration timeout;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final CompletableFuture<Outcome> late = new CompletableFuture<>();
    private Phase phase = Phase.WAITING;
    private @Nullable Outcome verdict;
    private @Nullable Socket socket;
    private @Nullable SmtpLogin refusedLogin;

    SmtpAttempt(Duration timeout) {
        this.timeout = timeout;
    }

    Duration timeout() {
        return timeout;
    }

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** The login that the server refused in this attempt; {@code null} if there is none. Used by the attempt's thread only. */
    @Nullable
    SmtpLogin refusedLogin() {
        return refusedLogin;
    }

    /** Notes a refused login. Returns whether another one may be accepted, which is tried once. */
    boolean refuses(@Nullable SmtpLogin login) {
        boolean first = refusedLogin == null;
        refusedLogin = login;
        return first && login != null && login.mayBeOutdated();
    }

    /** The outcome by a reply that came after the timeout. */
    CompletableFuture<Outcome> late() {
        return late;
    }

    /** Marks the attempt as running; {@code false} if its time is over. */
    synchronized boolean begin() {
        return move(Phase.RUNNING);
    }

    /** Marks the final dot as sent; {@code false} if the time is over, and it must not be sent. */
    synchronized boolean finalDot() {
        return move(Phase.FINAL_DOT);
    }

    /** Sets the socket to close when the time is over. */
    synchronized void uses(Socket used) {
        socket = used;
        if (verdict != null) {
            close(used);
        }
    }

    /** The outcome if the connection broke or no valid reply came. */
    synchronized Outcome lost(Reply reply) {
        return phase == Phase.FINAL_DOT ? new Unknown(reply) : new Unavailable(Cause.UNREACHABLE, reply);
    }

    /**
     * Sets the verdict without publishing it. From then on the socket is not closed.
     *
     * @return {@code false} if there is a verdict already, because the time was over
     */
    synchronized boolean decide(Outcome result) {
        if (verdict != null) {
            return false;
        }
        verdict = result;
        socket = null;
        return true;
    }

    /** Publishes the result: as the outcome, or as the late outcome if the time was over. */
    void complete(Outcome result) {
        boolean inTime = decide(result);
        outcome.complete(inTime ? result : verdict());
        late.complete(result);
    }

    /**
     * Ends the attempt at its timeout. Closes the socket, which wakes the thread that uses it; after the final dot the socket stays open
     * if the pool has a place for a listener.
     */
    void expire(SmtpListenerPool listeners) {
        Socket unused;
        synchronized (this) {
            if (verdict != null) {
                return;
            }
            Reply reply = Reply.none(
                    phase == Phase.WAITING
                            ? "all connections are busy"
                            : "no answer within " + timeout.toMillis() + " ms");
            boolean listening = phase == Phase.FINAL_DOT && listeners.add(this);
            if (listening) {
                verdict = new Unknown(reply, late);
            } else {
                verdict = phase == Phase.WAITING ? new Unavailable(Cause.THROTTLED, reply) : lost(reply);
            }
            unused = listening ? null : socket;
        }
        // On another thread: dependent stages must not delay the clock.
        outcome.completeAsync(this::verdict);
        if (unused != null) {
            close(unused);
        }
    }

    /** Stops waiting for a late reply. */
    synchronized void stopListening() {
        if (socket != null) {
            close(socket);
        }
    }

    private synchronized Outcome verdict() {
        if (verdict == null) {
            throw new IllegalStateException("no verdict yet");
        }
        return verdict;
    }

    private boolean move(Phase next) {
        if (verdict != null) {
            return false;
        }
        phase = next;
        return true;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
