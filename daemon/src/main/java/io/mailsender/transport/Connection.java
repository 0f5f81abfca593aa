package io.mailsender.transport;

import io.mailsender.memory.Budget;
import io.mailsender.memory.Budget.State;
import io.mailsender.transport.Connections.Room;
import io.mailsender.transport.Deadline.Phase;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One connection: lets its requests through one after the other, each when there is room for it. Headers go on at once, so that a
 * request without a key is answered before its body is read; a request takes its turn once it is complete, so that a client that is
 * slow to send it holds up nobody. What a request was given it gives back when its answer is ready, or when the connection ends
 * before the request was complete. What does not say otherwise runs in the channel's thread.
 */
final class Connection extends Answering {

    static final AttributeKey<Connection> OF_CHANNEL = AttributeKey.valueOf("io.mailsender.connection");

    private final Limits limits;
    private final Connections connections;
    private final Budget.Claim turn;
    private final Budget.Claim memory;
    private Room room = Room.FREE;

    /** What came while it could not go on, and whether more was asked for meanwhile. */
    private final Deque<Object> held = new ArrayDeque<>(4);

    private boolean readWanted;

    /** Whether the bytes that were read made up anything. */
    private boolean decoded;

    /** Health probes wait for no turn, and take none. */
    private boolean probe;

    /** Of a request without a body the end is still to come from the decoder. */
    private boolean endToCome;

    private long expected;
    private long received;

    Connection(Channel channel, Limits limits, Connections connections) {
        super(channel, limits);
        this.limits = limits;
        this.connections = connections;
        turn = limits.turns().claim(this::granted);
        memory = limits.memory().claim(this::granted);
        channel.attr(OF_CHANNEL).set(this);
        channel.remoteAddress(); // it is asked for after the end, too, when the socket does not know any more
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        super.handlerAdded(ctx);
        room = connections.add(this);
        if (room == Room.NONE) {
            ctx.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        connections.remove(this);
        letGo();
        // A request that is being worked on still holds what it was given; ended() comes all the same.
        if (phase() != Phase.BUSY) {
            giveBack();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        decoded = true;
        if (phase() == Phase.LINGER) {
            ReferenceCountUtil.release(message);
            if (message instanceof LastHttpContent) {
                ctx.close();
            }
        } else if (held.isEmpty() && mayGoOn(message)) {
            take(message);
        } else {
            held.add(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (phase() == Phase.LINGER) {
            ctx.read();
        } else if (!decoded && phase() == Phase.IDLE) {
            enter(Phase.HEAD);
        }
        decoded = false;
        ctx.fireChannelReadComplete();
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (held.isEmpty()) {
            ctx.read();
        } else {
            readWanted = true;
        }
    }

    /** The answer to the current request is ready, or nobody will get it. */
    void ended() {
        giveBack();
        if (phase() == Phase.BUSY) {
            enter(Phase.IDLE);
            if (!held.isEmpty()) {
                // Not at once: whoever says so is still in the middle of the last request.
                context().executor().execute(this::goOn);
            }
        }
    }

    /** In any thread. */
    void watch(long now) {
        if (isOverdue(now)) {
            context().executor().execute(this::overdue);
        }
    }

    /** Only one request of a connection is under way. */
    private boolean mayGoOn(Object message) {
        return phase() != Phase.WAIT && !(phase() == Phase.BUSY && message instanceof HttpRequest);
    }

    private void take(Object message) {
        if (message instanceof HttpRequest request) {
            begin(request);
        } else {
            proceed((HttpContent) message);
        }
    }

    private void begin(HttpRequest request) {
        Refusal refusal = Refusal.of(request);
        probe = Probe.isOne(request.uri());
        if (refusal == null && room == Room.SPARE && !probe) {
            refusal = Refusal.CROWDED;
        }
        expected = refusal == null ? limits.expected(request) : 0;
        received = 0;
        if (refusal == null && expected > limits.memory().total()) {
            refusal = Refusal.TOO_LARGE;
        }
        if (refusal != null) {
            refuse(refusal);
            return;
        }
        if (expected == 0 && !hasTurn(request)) {
            return;
        }
        endToCome = expected == 0;
        enter(expected == 0 ? Phase.BUSY : Phase.BODY);
        context().fireChannelRead(request);
    }

    private void proceed(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        int bytes = content.content().readableBytes();
        Refusal refusal = endToCome ? null : refusal(content, received + bytes);
        if (refusal != null) {
            content.release();
            refuse(refusal);
            return;
        } else if (endToCome) {
            endToCome = !last;
        } else {
            if (received + bytes > limits.freeBytes() && !has(memory, expected, content, Refusal.MEMORY)
                    || last && !hasTurn(content)) {
                return;
            }
            received += bytes;
            progress(bytes);
            if (last) {
                enter(Phase.BUSY);
            }
        }
        context().fireChannelRead(content);
    }

    private @Nullable Refusal refusal(HttpContent content, long length) {
        return content.decoderResult().isFailure()
                ? Refusal.MALFORMED
                : length > limits.memory().total() ? Refusal.TOO_LARGE : null;
    }

    private boolean hasTurn(Object message) {
        return probe || has(turn, 1, message, Refusal.BUSY);
    }

    /** Where it has not, the message waits, or the request is refused. */
    private boolean has(Budget.Claim claim, long amount, Object message, Refusal otherwise) {
        State state = claim.take(amount);
        if (state == State.WAITING) {
            held.addFirst(message);
            enter(Phase.WAIT);
        } else if (state == State.NONE) {
            ReferenceCountUtil.release(message);
            refuse(otherwise);
        }
        return state == State.HELD;
    }

    /** In any thread. */
    private void granted() {
        context().executor().execute(() -> {
            if (phase() == Phase.WAIT) {
                enter(Phase.BODY);
                goOn();
            }
        });
    }

    private void goOn() {
        while (!held.isEmpty() && phase() != Phase.LINGER && mayGoOn(held.element())) {
            take(held.remove());
        }
        context().fireChannelReadComplete();
        if (held.isEmpty() && readWanted) {
            readWanted = false;
            context().read();
        }
    }

    @Override
    void letGo() {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }

    @Override
    void giveBack() {
        turn.give();
        memory.give();
    }
}
