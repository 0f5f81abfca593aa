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
 * How far one attempt got, and what is said of it. The first verdict stays, so a thread that comes back late cannot send the dot of
 * a mail that was reported as not sent. After the dot the time may be over and the server still working on its answer (RFC 5321,
 * section 4.5.3.2.6): then the attempt is told as unknown, and the thread listens on.
 */
final class SmtpAttempt {

    private enum Phase {
        WAITING,
        RUNNING,
        /** The final dot may be on its way: only a reply can tell now. */
        FINAL_DOT
    }

    private final Duration timeout;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final CompletableFuture<Outcome> late = new CompletableFuture<>();
    private Phase phase = Phase.WAITING;
    private @Nullable Outcome verdict;
    private @Nullable Socket socket;

    SmtpAttempt(Duration timeout) {
        this.timeout = timeout;
    }

    Duration timeout() {
        return timeout;
    }

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** What the server said after the time was over. */
    CompletableFuture<Outcome> late() {
        return late;
    }

    /** Whether a thread may start on it: there is time left. */
    synchronized boolean begin() {
        return move(Phase.RUNNING);
    }

    /** Whether the final dot may be sent: there is time left. */
    synchronized boolean finalDot() {
        return move(Phase.FINAL_DOT);
    }

    /** Names the socket to be closed when the time is over. */
    synchronized void uses(Socket used) {
        socket = used;
        if (verdict != null) {
            close(used);
        }
    }

    /** The connection broke, or what came was no reply. */
    synchronized Outcome lost(Reply reply) {
        return phase == Phase.FINAL_DOT ? new Unknown(reply) : new Unavailable(Cause.UNREACHABLE, reply);
    }

    /**
     * Ends it, without telling anyone yet; the socket is let alone from here on.
     *
     * @return whether that was in time
     */
    synchronized boolean settle(Outcome result) {
        if (verdict != null) {
            return false;
        }
        verdict = result;
        socket = null;
        return true;
    }

    /** Tells the verdict: this one, or, where the time was over before, who listens on hears it. */
    void complete(Outcome result) {
        boolean inTime = settle(result);
        outcome.complete(inTime ? result : verdict());
        late.complete(result);
    }

    /**
     * The time is over: says what can be said, and closes the socket, which wakes the thread that works on it. After the final dot it
     * stays open where there is a place to listen on.
     */
    void expire(SmtpListenerPool places) {
        Socket unused;
        synchronized (this) {
            if (verdict != null) {
                return;
            }
            Reply reply = Reply.none(
                    phase == Phase.WAITING
                            ? "all connections are busy"
                            : "no answer within " + timeout.toMillis() + " ms");
            boolean listening = phase == Phase.FINAL_DOT && places.take(this);
            if (listening) {
                verdict = new Unknown(reply, late);
            } else {
                verdict = phase == Phase.WAITING ? new Unavailable(Cause.THROTTLED, reply) : lost(reply);
            }
            unused = listening ? null : socket;
        }
        // elsewhere: what hangs on the outcome must not hold up the clock
        outcome.completeAsync(this::verdict);
        if (unused != null) {
            close(unused);
        }
    }

    /** Nobody waits for a late answer any longer. */
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
