package io.mailsender.transport;

import io.mailsender.memory.Budget;
import io.mailsender.memory.Budget.State;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Decides about each part of a connection's current request: {@link State#HELD} if it may go through, {@link State#WAITING} if it has
 * to wait for a budget and must be asked about again, {@link State#NONE} if the request is refused.
 */
final class RequestClaim {

    private final AdmissionControl control;
    private final Budget.Claim turn;
    private final Budget.Claim memory;
    private @Nullable Refusal refusal;

    /** Health probes need no turn. */
    private boolean probe;

    private long expected;
    private long received;

    /** @param granted called, in any thread, when a claim that had to wait is granted */
    RequestClaim(AdmissionControl control, Runnable granted) {
        this.control = control;
        turn = control.turns().claim(granted);
        memory = control.memory().claim(granted);
    }

    /** @param probesOnly whether the connection is one of those reserved for health probes */
    State begin(HttpRequest request, boolean probesOnly) {
        Refusal malformed = Refusal.of(request);
        if (malformed != null) {
            return refused(malformed);
        }
        probe = HealthProbe.matches(request.uri());
        if (probesOnly && !probe) {
            return refused(Refusal.CROWDED);
        }
        expected = control.expectedBytes(request);
        received = 0;
        if (expected > control.memory().total()) {
            return refused(Refusal.TOO_LARGE);
        }
        return hasBody() ? State.HELD : takeTurn();
    }

    State proceed(HttpContent content) {
        if (!hasBody()) {
            return State.HELD;
        }
        if (content.decoderResult().isFailure()) {
            return refused(Refusal.MALFORMED);
        }
        long length = received + content.content().readableBytes();
        if (length > control.memory().total()) {
            return refused(Refusal.TOO_LARGE);
        }
        State state = length > control.freeBytes() ? take(memory, expected, Refusal.MEMORY) : State.HELD;
        if (state == State.HELD && content instanceof LastHttpContent) {
            state = takeTurn();
        }
        if (state == State.HELD) {
            received = length;
        }
        return state;
    }

    boolean hasBody() {
        return expected > 0;
    }

    /** @return why the request was refused; {@code null} if it was not */
    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /** May be called at any time. */
    void giveBack() {
        turn.give();
        memory.give();
    }

    private State takeTurn() {
        return probe ? State.HELD : take(turn, 1, Refusal.BUSY);
    }

    private State take(Budget.Claim claim, long amount, Refusal otherwise) {
        State state = claim.take(amount);
        return state == State.NONE ? refused(otherwise) : state;
    }

    private State refused(Refusal why) {
        refusal = why;
        return State.NONE;
    }
}
