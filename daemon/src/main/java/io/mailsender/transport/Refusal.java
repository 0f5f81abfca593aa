package io.mailsender.transport;

import io.mailsender.http.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Answer to a request that does not reach the API. The connection ends with it. */
enum Refusal {
    MALFORMED(400, "The request is not well-formed HTTP/1.1."),
    HOST(400, "An HTTP/1.1 request must have exactly one Host header."),
    SLOW(408, "The request did not arrive in time (server.head-timeout, server.body-timeout)."),
    TOO_LARGE(
            413,
            "The request is larger than the memory for all messages (server.body-memory; by default an eighth of the Java heap)."
                    + " Send a smaller request, or give the daemon more memory."),
    LINE(414, "The request line is too long."),
    ENCODED(415, "The body must not be compressed (Content-Encoding)."),
    HEADERS(431, "The request has too many headers, or they are too long (server.max-header-size)."),
    VERSION(505, "Only HTTP/1.1 is supported."),
    BUSY(503, "Too many concurrent requests (server.max-concurrent-requests); try again in a moment."),
    MEMORY(503, "Too many large requests (server.body-memory); try again in a moment."),
    CROWDED(503, "Too many connections (server.max-connections); try again in a moment.");

    /** Far more than real clients send; the decoder limits only the size of the headers. */
    private static final int MAX_HEADERS = 100;

    private final HttpResponseStatus status;
    private final byte[] body;

    Refusal(int code, String detail) {
        status = HttpResponseStatus.valueOf(code);
        body = ("{\"type\":\"about:blank\",\"title\":\"" + status.reasonPhrase() + "\",\"status\":" + code
                        + ",\"detail\":\"" + detail + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** @return why a request with these headers is refused; {@code null} if it is not */
    static @Nullable Refusal of(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            Throwable cause = request.decoderResult().cause();
            return cause instanceof TooLongHttpHeaderException
                    ? HEADERS
                    : cause instanceof TooLongHttpLineException ? LINE : MALFORMED;
        }
        HttpHeaders headers = request.headers();
        if (headers.size() > MAX_HEADERS) {
            return HEADERS;
        }
        boolean old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        if (!old && !request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return VERSION;
        }
        if (headers.contains(HttpHeaderNames.CONTENT_ENCODING)) {
            return ENCODED;
        }
        return hasOneHost(headers, old) ? null : HOST;
    }

    /** RFC 9112, 3.2: with several, a proxy in front may have used another one. */
    private static boolean hasOneHost(HttpHeaders headers, boolean old) {
        Iterator<? extends CharSequence> hosts = headers.valueCharSequenceIterator(HttpHeaderNames.HOST);
        if (!hosts.hasNext()) {
            return old;
        }
        hosts.next();
        return !hosts.hasNext();
    }

    FullHttpResponse response() {
        ByteBuf content = Unpooled.wrappedBuffer(body);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.code() == HttpResponseStatus.SERVICE_UNAVAILABLE.code()) {
            response.headers().setInt(HttpHeaderNames.RETRY_AFTER, 1);
        }
        return response;
    }
}
