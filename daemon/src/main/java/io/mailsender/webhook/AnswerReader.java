package io.mailsender.webhook;

import io.mailsender.provider.RetryAfter;
import io.micronaut.core.convert.ConversionService;
import io.micronaut.http.simple.SimpleHttpHeaders;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Reads the answer on one connection. What comes after the status line can add a text only. */
final class AnswerReader extends SimpleChannelInboundHandler<HttpObject> {

    /** In bytes; what follows is not read. */
    private static final int MAX_BODY = 64 * 1024;

    /** In bytes: enough for the characters that are kept. */
    private static final int KEPT = 4 * ReceiverAnswer.MAX_TEXT;

    private final CompletableFuture<ReceiverAnswer> answer;
    private final Clock clock;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private @Nullable HttpResponse head;
    private int read;

    AnswerReader(CompletableFuture<ReceiverAnswer> answer, Clock clock) {
        this.answer = answer;
        this.clock = clock;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            complete("the answer is not HTTP");
            return;
        }
        if (part instanceof HttpResponse response && response.status().code() >= 200) {
            head = response;
        }
        if (head != null && part instanceof HttpContent content) {
            keep(content.content());
            if (part instanceof LastHttpContent || read > MAX_BODY) {
                complete("");
            }
        }
    }

    private void keep(ByteBuf bytes) {
        read += bytes.readableBytes();
        byte[] kept = new byte[Math.min(bytes.readableBytes(), KEPT - text.size())];
        bytes.readBytes(kept);
        text.writeBytes(kept);
    }

    /** Gives the answer as far as it was read. @param otherwise why there is no answer, if there is no status line */
    void complete(String otherwise) {
        HttpResponse response = head;
        answer.complete(
                response == null
                        ? ReceiverAnswer.none(otherwise)
                        : new ReceiverAnswer(
                                response.status().code(), text.toString(StandardCharsets.UTF_8), retryAfter(response)));
    }

    private @Nullable Duration retryAfter(HttpResponse response) {
        String value = response.headers().get(HttpHeaderNames.RETRY_AFTER);
        if (value == null) {
            return null;
        }
        SimpleHttpHeaders headers = new SimpleHttpHeaders(ConversionService.SHARED);
        String date = response.headers().get(HttpHeaderNames.DATE);
        if (date != null) {
            headers.add(HttpHeaderNames.DATE.toString(), date);
        }
        return RetryAfter.parse(value, headers, clock);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        complete("the connection was closed without an answer");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable reason = cause.getCause() instanceof SSLException tls ? tls : cause;
        complete(reason instanceof SSLException ? "TLS: " + reason.getMessage() : "the connection broke");
    }
}
