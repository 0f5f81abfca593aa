package io.mailsender.transport;

import io.mailsender.memory.Budget.State;
import io.mailsender.transport.ConnectionRegistry.Room;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets the requests of a connection through one after the other, each when the budgets have room for it, and holds what arrives
 * meanwhile. Headers go through at once, so that a request without a key is answered before its body is read. A request takes its
 * turn once it is complete, so that a slow client blocks nobody. The request gives its claims back when its answer is ready, or when
 * the connection ends before the request was complete.
 */
final class AdmissionHandler extends ChannelDuplexHandler {

    private static final AttributeKey<AdmissionHandler> OF_CHANNEL = AttributeKey.valueOf("io.mailsender.admission");

    private final ConnectionState state;
    private final ConnectionRegistry connections;
    private final RequestClaim claim;
    private final Deque<Object> held = new ArrayDeque<>(4);
    private Room room = Room.FREE;
    private @Nullable ChannelHandlerContext context;

    /** Whether Micronaut asked for more while messages were held. */
    private boolean readWanted;

    AdmissionHandler(ConnectionState state, AdmissionControl control, ConnectionRegistry connections) {
        this.state = state;
        this.connections = connections;
        claim = new RequestClaim(control, this::granted);
        state.channel().attr(OF_CHANNEL).set(this);
    }

    /** Finds the handler even after the connection has ended, when the pipeline no longer has it. */
    static @Nullable AdmissionHandler of(Channel channel) {
        return channel.attr(OF_CHANNEL).get();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        room = connections.add(state);
        if (room == Room.NONE) {
            ctx.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        connections.remove(state);
        releaseHeld();
        // A request that is being worked on keeps its claims until requestEnded().
        if (state.phase() != Phase.BUSY) {
            claim.giveBack();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (held.isEmpty() && mayPass(message)) {
            admit(ctx, message);
        } else {
            held.add(message);
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (held.isEmpty()) {
            ctx.read();
        } else {
            readWanted = true;
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ConnectionEvent.LAST_ANSWER) {
            releaseHeld();
            claim.giveBack();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** In the channel's thread: the answer to the current request is ready, or nobody will get it. */
    void requestEnded() {
        claim.giveBack();
        if (state.phase() == Phase.BUSY) {
            state.enter(Phase.IDLE);
            if (!held.isEmpty()) {
                // Not right now: Micronaut is still inside its handling of the ended request.
                ChannelHandlerContext ctx = Objects.requireNonNull(context);
                ctx.executor().execute(() -> admitHeld(ctx));
            }
        }
    }

    private boolean mayPass(Object message) {
        return state.phase() != Phase.WAIT && !(state.phase() == Phase.BUSY && message instanceof HttpRequest);
    }

    private void admit(ChannelHandlerContext ctx, Object message) {
        State decision = message instanceof HttpRequest request
                ? claim.begin(request, room == Room.SPARE)
                : claim.proceed((HttpContent) message);
        switch (decision) {
            case HELD -> letThrough(ctx, message);
            case WAITING -> {
                held.addFirst(message);
                state.enter(Phase.WAIT);
            }
            case NONE -> {
                ReferenceCountUtil.release(message);
                ctx.write(claim.refusal());
            }
        }
    }

    private void letThrough(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest) {
            state.enter(claim.hasBody() ? Phase.BODY : Phase.BUSY);
        } else if (message instanceof HttpContent content && claim.hasBody()) {
            state.progress(content.content().readableBytes());
            if (content instanceof LastHttpContent) {
                state.enter(Phase.BUSY);
            }
        }
        ctx.fireChannelRead(message);
    }

    /** In any thread. */
    private void granted() {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        ctx.executor().execute(() -> {
            if (state.phase() == Phase.WAIT) {
                state.enter(Phase.BODY);
                admitHeld(ctx);
            }
        });
    }

    private void admitHeld(ChannelHandlerContext ctx) {
        while (!held.isEmpty() && state.phase() != Phase.LINGER && mayPass(held.element())) {
            admit(ctx, held.remove());
        }
        ctx.fireChannelReadComplete();
        if (held.isEmpty() && readWanted) {
            readWanted = false;
            ctx.read();
        }
    }

    private void releaseHeld() {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }
}
