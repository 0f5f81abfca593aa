package io.mailsender.client;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * A request's body, which knows whether some of it may have left. The JDK asks for it when the connection is there and TLS is agreed
 * upon, whatever exception there is if not.
 */
final class RequestBody implements BodyPublisher {

    private final BodyPublisher bytes;
    /** Of one without a byte the JDK does not ask. */
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
