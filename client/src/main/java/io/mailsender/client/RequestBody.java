package io.mailsender.client;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * A request's body that knows whether any of it may have left. The JDK subscribes to it once the connection and TLS are established, so
 * this is more reliable than the type of an exception.
 */
final class RequestBody implements BodyPublisher {

    private final BodyPublisher bytes;
    /** Always true for an empty body, because the JDK does not subscribe to one. */
    private volatile boolean left;

    RequestBody(byte[] bytes) {
        left = bytes.length == 0;
        this.bytes = bytes.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes);
    }

    boolean left() {
        return left;
    }

    @Override
    public long contentLength() {
        return bytes.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        left = true;
        bytes.subscribe(subscriber);
    }
}
