import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * A provider's API that accepts every mail and keeps none, as cheaply as possible, so that a benchmark measures the process in front of it.
 * Each argument {@code PORT:MODE} is one such provider on 127.0.0.1:
 *
 * <ul>
 *   <li>{@code at-once} accepts the mail immediately;
 *   <li>{@code 50ms} accepts it after that time, without blocking a thread;
 *   <li>{@code 503} answers 503;
 *   <li>{@code hangs} accepts it, until a {@code DELETE} on any path: from then on it reads requests and does not answer.
 * </ul>
 *
 * {@code GET} on any path answers the number of mails that the port has read completely, in every mode.
 */
final class MockProvider {

    private static final String MAILGUN =
            "{\"id\":\"<20261101120000.0123456789abcdef@mg.example.org>\",\"message\":\"Queued. Thank you.\"}";
    private static final String AMAZON_SES =
            "{\"MessageId\":\"0100018f2b3c4d5e-01234567-89ab-cdef-0123-456789abcdef-000000\"}";

    private MockProvider() {}

    public static void main(String[] args) throws InterruptedException {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        for (String arg : args) {
            String[] portAndMode = arg.split(":", 2);
            listen(group, Integer.parseInt(portAndMode[0]), portAndMode[1]);
        }
    }

    private static void listen(EventLoopGroup group, int port, String mode) throws InterruptedException {
        LongAdder mails = new LongAdder();
        AtomicBoolean silent = new AtomicBoolean();
        new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpRequestDecoder(new HttpDecoderConfig().setValidateHeaders(false)))
                                .addLast(new Mailbox(mode, mails, silent));
                    }
                })
                .bind("127.0.0.1", port)
                .sync();
    }

    /** The answers are encoded once; the pipeline has no encoder. */
    private static ByteBuf answer(String status, String json) {
        byte[] bytes = ("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length()
                        + "\r\n\r\n" + json)
                .getBytes(StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
    }

    private static final class Mailbox extends SimpleChannelInboundHandler<HttpObject> {

        private static final ByteBuf TAKEN_BY_MAILGUN = answer("200 OK", MAILGUN);
        private static final ByteBuf TAKEN_BY_AMAZON_SES = answer("200 OK", AMAZON_SES);
        private static final ByteBuf REFUSED = answer("503 Service Unavailable", "{\"message\":\"Service Unavailable\"}");

        private final String mode;
        private final LongAdder mails;
        private final AtomicBoolean silent;
        private boolean question;
        private ByteBuf taken = TAKEN_BY_MAILGUN;

        Mailbox(String mode, LongAdder mails, AtomicBoolean silent) {
            this.mode = mode;
            this.mails = mails;
            this.silent = silent;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (part instanceof HttpRequest request) {
                question = !request.method().equals(HttpMethod.POST);
                silent.compareAndSet(false, request.method().equals(HttpMethod.DELETE));
                taken = request.uri().startsWith("/v2/email/") ? TAKEN_BY_AMAZON_SES : TAKEN_BY_MAILGUN;
            }
            if (!(part instanceof LastHttpContent)) {
                return;
            }
            if (question) {
                context.writeAndFlush(answer("200 OK", Long.toString(mails.sum())));
                return;
            }
            mails.increment();
            if (silent.get()) {
                return;
            }
            switch (mode) {
                case "at-once", "hangs" -> context.writeAndFlush(taken.duplicate());
                case "503" -> context.writeAndFlush(REFUSED.duplicate());
                default -> {
                    ByteBuf answer = taken;
                    long millis = Long.parseLong(mode.substring(0, mode.length() - "ms".length()));
                    context.executor()
                            .schedule(() -> context.writeAndFlush(answer.duplicate()), millis, TimeUnit.MILLISECONDS);
                }
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // wrk disconnects at the end of a run.
            context.close();
        }
    }
}
