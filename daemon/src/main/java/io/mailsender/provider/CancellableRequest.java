package io.mailsender.provider;

import io.micronaut.core.convert.ConversionService;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpRequestWrapper;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request that can be given up: before it has a connection it is then never sent, afterwards its connection is closed. The
 * client has no such thing, it goes on behind the back of whoever stopped waiting.
 */
final class CancellableRequest extends MutableHttpRequestWrapper<Object> {

    /** Where the client puts the connection that it has picked for a request (NettyClientHttpRequest.CHANNEL), before it writes. */
    private static final String CHANNEL = "netty_channel";

    private static final int LITTLE = 64 * 1024;

    private final Consumer<Throwable> noTunnel;
    private @Nullable Channel channel;
    private byte @Nullable [] body;
    private boolean cancelled;

    /** @param noTunnel told, in any thread, where a proxy makes no tunnel, and so nothing was sent */
    @SuppressWarnings("unchecked")
    CancellableRequest(HttpRequest<?> request, byte[] body, Consumer<Throwable> noTunnel) {
        super(ConversionService.SHARED, (HttpRequest<Object>) request);
        this.body = body;
        this.noTunnel = noTunnel;
    }

    /** What is to be sent; empty where it is given up, or has a connection, and so may have left. */
    synchronized Optional<byte[]> unsent() {
        return cancelled ? Optional.empty() : Optional.ofNullable(body);
    }

    @Override
    public HttpRequest<Object> setAttribute(CharSequence name, Object value) {
        if (CHANNEL.contentEquals(name)) {
            Channel picked = (Channel) value;
            connected(picked);
            Future<?> tunnel = ProviderConnector.tunnel(picked);
            if (tunnel != null) {
                tunnel.addListener(done -> withoutTunnel().ifPresent(noTunnel));
            }
        }
        return super.setAttribute(name, value);
    }

    private synchronized void connected(Channel picked) {
        channel = picked;
        // It is not kept while the answer is waited for.
        body = null;
        if (cancelled) {
            channel.close();
        }
    }

    /** Why its proxy made no tunnel for it; empty where there is one, or no proxy, or it is still to be seen. */
    synchronized Optional<Throwable> withoutTunnel() {
        Future<?> tunnel = channel == null ? null : ProviderConnector.tunnel(channel);
        Throwable cause = tunnel == null ? null : tunnel.cause();
        return cause == null ? Optional.empty() : Optional.of(new ConnectException(String.valueOf(cause.getMessage())));
    }

    /**
     * Gives it up where it has no connection yet, so that it is never sent.
     *
     * @return whether it is given up; otherwise it may have left
     */
    synchronized boolean cancelUnsent() {
        cancelled |= channel == null;
        return cancelled;
    }

    /** Whether its connection still has much to send: the request is not through, and its body takes memory. */
    synchronized boolean isStillSending() {
        ChannelOutboundBuffer buffer = channel == null ? null : channel.unsafe().outboundBuffer();
        return buffer != null && buffer.totalPendingWriteBytes() > LITTLE;
    }

    /** Closes its connection, now or when it gets one. */
    synchronized void cancel() {
        cancelled = true;
        if (channel != null) {
            channel.close();
        }
    }
}
