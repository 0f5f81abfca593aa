package io.mailsender.webhook;

import io.mailsender.common.AsyncFailure;
import io.mailsender.common.DaemonThreadFactory;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Makes one POST to a receiver. It looks the host up once, checks every address, and connects to one of exactly these; the name is used
 * for the header Host, SNI and the certificate only. It follows no redirect, uses no proxy and no connection twice, and reads at most
 * 64 kB of an answer.
 */
final class WebhookClient implements AutoCloseable {

    private static final int MAX_ADDRESSES = 3;
    private static final Duration MAX_CONNECT = Duration.ofSeconds(5);

    private final ReceiverPolicy policy;
    private final AddressResolverGroup<InetSocketAddress> dns;
    private final SslContext tls;
    private final Clock clock;
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, new DaemonThreadFactory("webhooks"), NioIoHandler.newFactory());

    /** @param clock the wall clock, with which a date in Retry-After is compared */
    WebhookClient(ReceiverPolicy policy, AddressResolverGroup<InetSocketAddress> dns, SslContext tls, Clock clock) {
        this.policy = policy;
        this.dns = dns;
        this.tls = tls;
        this.clock = clock;
    }

    /**
     * @param timeout for the whole exchange
     * @return completes normally, on a thread that must not be blocked
     */
    CompletionStage<ReceiverAnswer> post(String url, Map<String, String> headers, byte[] body, Duration timeout) {
        CompletableFuture<ReceiverAnswer> answer = new CompletableFuture<>();
        EventLoop loop = loops.next();
        Exchange exchange = new Exchange(loop, headers, body, timeout, answer);
        loop.execute(() -> {
            try {
                ReceiverUrl receiver = ReceiverUrl.parse(url);
                policy.check(receiver);
                exchange.expire(timeout);
                addresses(receiver, loop).whenComplete((addresses, failure) -> {
                    if (failure == null) {
                        exchange.begin(receiver, addresses);
                    } else {
                        answer.complete(ReceiverAnswer.none("the host has no address: "
                                + AsyncFailure.cause(failure).getMessage()));
                    }
                });
            } catch (RefusedReceiverException | IllegalArgumentException e) {
                answer.complete(ReceiverAnswer.none("not called: the URL " + e.getMessage()));
            }
        });
        return answer;
    }

    private CompletionStage<List<InetAddress>> addresses(ReceiverUrl url, EventLoop loop) {
        if (url.address() != null) {
            return CompletableFuture.completedFuture(List.of(url.address()));
        }
        CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
        dns.getResolver(loop)
                .resolveAll(InetSocketAddress.createUnresolved(url.host(), url.port()))
                .addListener((Future<List<InetSocketAddress>> resolved) -> {
                    if (resolved.isSuccess()) {
                        addresses.complete(resolved.getNow().stream()
                                .map(InetSocketAddress::getAddress)
                                .toList());
                    } else {
                        addresses.completeExceptionally(resolved.cause());
                    }
                });
        return addresses;
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** One POST. All methods run on the event loop. */
    private final class Exchange {

        private final EventLoop loop;
        private final Map<String, String> headers;
        private final byte[] body;
        private final Duration timeout;
        private final CompletableFuture<ReceiverAnswer> answer;
        private AnswerReader reader;

        Exchange(
                EventLoop loop,
                Map<String, String> headers,
                byte[] body,
                Duration timeout,
                CompletableFuture<ReceiverAnswer> answer) {
            this.loop = loop;
            this.headers = headers;
            this.body = body;
            this.timeout = timeout;
            this.answer = answer;
            this.reader = new AnswerReader(answer, clock);
        }

        void expire(Duration after) {
            Future<?> expiry = loop.schedule(
                    // The receiver answered if its status line came, even if the body does not end.
                    () -> reader.complete("no answer within " + timeout.toMillis() + " ms"),
                    after.toMillis(),
                    TimeUnit.MILLISECONDS);
            answer.whenComplete((done, failure) -> expiry.cancel(false));
        }

        void begin(ReceiverUrl url, List<InetAddress> resolved) {
            try {
                List<InetAddress> checked = policy.check(url, resolved);
                connect(url, checked.subList(0, Math.min(MAX_ADDRESSES, checked.size())));
            } catch (RefusedReceiverException e) {
                answer.complete(ReceiverAnswer.none("not called: the URL " + e.getMessage()));
            }
        }

        private void connect(ReceiverUrl url, List<InetAddress> addresses) {
            int most = (int) Math.min(MAX_CONNECT.toMillis(), timeout.toMillis());
            ChannelFuture connected = new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.max(1, most / addresses.size()))
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            initialize(channel, url);
                        }
                    })
                    // An address, never a name: nothing is looked up again.
                    .connect(new InetSocketAddress(addresses.get(0), url.port()));
            answer.whenComplete((done, failure) -> connected.channel().close());
            connected.addListener(done -> {
                if (done.isSuccess()) {
                    connected.channel().writeAndFlush(request(url));
                } else if (addresses.size() > 1 && !answer.isDone()) {
                    connect(url, addresses.subList(1, addresses.size()));
                } else {
                    answer.complete(ReceiverAnswer.none("no connection"));
                }
            });
        }

        private void initialize(Channel channel, ReceiverUrl url) {
            if (url.isHttps()) {
                SslHandler handler = tls.newHandler(channel.alloc(), url.host(), url.port());
                handler.setHandshakeTimeoutMillis(timeout.toMillis());
                channel.pipeline().addLast(handler);
            }
            reader = new AnswerReader(answer, clock);
            channel.pipeline().addLast(new HttpClientCodec(), reader);
        }

        private FullHttpRequest request(ReceiverUrl url) {
            FullHttpRequest request = new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1, HttpMethod.POST, url.path(), Unpooled.wrappedBuffer(body));
            request.headers()
                    .set(HttpHeaderNames.HOST, url.hostHeader())
                    .set(HttpHeaderNames.USER_AGENT, "Mail-Sender")
                    .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                    .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            headers.forEach((name, value) -> request.headers().set(name, value));
            return request;
        }
    }
}
