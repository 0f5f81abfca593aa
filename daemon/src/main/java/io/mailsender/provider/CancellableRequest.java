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
 * A request that can be cancelled. Before it has a connection, cancelling prevents that it is sent; afterwards, it closes the
 * connection. Micronaut's client cannot cancel: it continues after its caller has stopped waiting.
 */
final class CancellableRequest extends MutableHttpRequestWrapper<Object> {

    /** The attribute in which the client puts a request's connection before it writes (NettyClientHttpRequest.CHANNEL). */
    private static final String CHANNEL = "netty_channel";

    /** Pending bytes up to which a request counts as sent: the last ones may be in the socket's buffer. */
    private static final int SMALL_REST = 64 * 1024;

    private final Consumer<Throwable> noTunnel;
    private @Nullable Channel channel;
    private byte @Nullable [] body;
    private boolean cancelled;

    /** @param noTunnel called, on any thread, if a proxy refuses the tunnel, so that nothing was sent */
    @SuppressWarnings("unchecked")
    CancellableRequest(HttpRequest<?> request, byte[] body, Consumer<Throwable> noTunnel) {
        super(ConversionService.SHARED, (HttpRequest<Object>) request);
        this.body = body;
        this.noTunnel = noTunnel;
    }

    /** The body; empty once the request is cancelled or has a connection, and so may have left. */
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
        // So that a message is not kept in memory until its answer comes.
        body = null;
        if (cancelled) {
            channel.close();
        }
    }

    /** Why the proxy refused the tunnel; empty if it did not, if it has not answered yet, or if there is no proxy. */
    synchronized Optional<Throwable> withoutTunnel() {
        Future<?> tunnel = channel == null ? null : ProviderConnector.tunnel(channel);
        Throwable cause = tunnel == null ? null : tunnel.cause();
        return cause == null ? Optional.empty() : Optional.of(new ConnectException(ProxyRefusal.text(cause)));
    }

    /**
     * Cancels the request if it has no connection yet, so that it is never sent.
     *
     * @return whether it is cancelled; if not, it may have left
     */
    synchronized boolean cancelUnsent() {
        cancelled |= channel == null;
        return cancelled;
    }

    /** Whether much of the request is still waiting in memory to be written. */
    synchronized boolean isStillSending() {
        ChannelOutboundBuffer buffer = channel == null ? null : channel.unsafe().outboundBuffer();
        return buffer != null && buffer.totalPendingWriteBytes() > SMALL_REST;
    }

    /** Closes the connection, now or as soon as there is one. */
    synchronized void cancel() {
        cancelled = true;
        if (channel != null) {
            channel.close();
        }
    }
}
