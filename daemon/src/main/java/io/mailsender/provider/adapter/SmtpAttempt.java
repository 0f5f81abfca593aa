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
 * How far one attempt got, and what is said of it. An exception of Angus Mail does not tell: it is the same before the body and
 * after the final dot, where the server may have the mail already. The first verdict stands, so a thread that comes back late
 * cannot send the dot of a mail that was reported as not sent.
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

    /** Tells the verdict: this one, unless there is one already. */
    void complete(Outcome result) {
        outcome.complete(settle(result) ? result : verdict());
    }

    /** The time is over: says what can be said, and closes the socket, which wakes the thread that works on it. */
    void expire() {
        Socket used;
        synchronized (this) {
            used = socket;
            Outcome result = phase == Phase.WAITING
                    ? new Unavailable(Cause.THROTTLED, Reply.none("all connections are busy"))
                    : lost(Reply.none("no answer within " + timeout.toMillis() + " ms"));
            if (!settle(result)) {
                return;
            }
        }
        // elsewhere: what hangs on the outcome must not hold up the clock
        outcome.completeAsync(this::verdict);
        if (used != null) {
            close(used);
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
