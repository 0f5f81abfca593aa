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
import java.util.LinkedHashMap;
import java.util.Map;
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
 * The path tells the vendor, and so the answer. A {@code POST} on {@code /token} answers an OAuth 2.0 access token. {@code GET} on any path answers the number of mails that the port has read completely, in every mode.
 */
final class MockProvider {

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

    /** Each vendor's answer to a mail that it takes, by the beginning of the path. */
    private static Map<String, ByteBuf> taken() {
        Map<String, ByteBuf> taken = new LinkedHashMap<>();
        taken.put("/v2/email/", answer("200 OK", "{\"MessageId\":\"0100018f2b3c4d5e-01234567-89ab-cdef-0123-456789abcdef\"}"));
        taken.put("/v3/mail/send", answer("202 Accepted\r\nX-Message-Id: 14c5d75ce93.dfd.64b469", ""));
        taken.put("/emails", answer("200 OK", "{\"id\":\"49a3999c-0ce1-4ea6-ab68-afcd6dc2e794\"}"));
        taken.put("/email", answer("200 OK", "{\"To\":\"ann@example.com\",\"SubmittedAt\":\"2026-11-01T12:00:00Z\","
                + "\"MessageID\":\"0a129aee-e1cd-480d-b08d-4f48548ff48d\",\"ErrorCode\":0,\"Message\":\"OK\"}"));
        taken.put("/v3.1/send", answer("200 OK", "{\"Messages\":[{\"Status\":\"success\",\"To\":[{\"Email\":\"ann@example.com\","
                + "\"MessageUUID\":\"123e4567-e89b-12d3-a456-426614174000\",\"MessageID\":1152921511742440156}]}]}"));
        taken.put("/v3/smtp/email", answer("201 Created", "{\"messageId\":\"<202611011200.1@smtp-relay.mailin.fr>\"}"));
        taken.put("/api/v1/transmissions", answer("200 OK", "{\"results\":{\"total_rejected_recipients\":0,"
                + "\"total_accepted_recipients\":1,\"id\":\"11668787484950529\"}}"));
        taken.put("/v1.0/users/", answer("202 Accepted\r\nrequest-id: 7f5a9c1e-0000-0000-0000-000000000000", ""));
        taken.put("/upload/gmail/", answer("200 OK", "{\"id\":\"18c0f3\",\"threadId\":\"18c0f3\",\"labelIds\":[\"SENT\"]}"));
        taken.put("/", answer("200 OK", "{\"id\":\"<20261101120000.0123456789abcdef@mg.example.org>\","
                + "\"message\":\"Queued. Thank you.\"}"));
        return taken;
    }

    private static final class Mailbox extends SimpleChannelInboundHandler<HttpObject> {

        private static final Map<String, ByteBuf> TAKEN = taken();
        private static final ByteBuf TOKEN =
                answer("200 OK", "{\"access_token\":\"a-token\",\"token_type\":\"Bearer\",\"expires_in\":3599}");
        private static final ByteBuf REFUSED = answer("503 Service Unavailable", "{\"message\":\"Service Unavailable\"}");

        private final String mode;
        private final LongAdder mails;
        private final AtomicBoolean silent;
        private boolean question;
        private boolean token;
        private ByteBuf taken = TOKEN;

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
                token = request.uri().startsWith("/token");
                taken = TAKEN.entrySet().stream()
                        .filter(vendor -> request.uri().startsWith(vendor.getKey()))
                        .findFirst()
                        .orElseThrow()
                        .getValue();
            }
            if (!(part instanceof LastHttpContent)) {
                return;
            }
            if (question) {
                context.writeAndFlush(answer("200 OK", Long.toString(mails.sum())));
                return;
            }
            if (token) {
                context.writeAndFlush(TOKEN.duplicate());
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
