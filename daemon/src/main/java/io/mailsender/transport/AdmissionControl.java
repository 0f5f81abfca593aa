package io.mailsender.transport;

import io.mailsender.config.ServerSettings;
import io.mailsender.memory.Budget;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The budgets and limits that all connections of the daemon share. */
@Singleton
final class AdmissionControl {

    /** Upper bound of {@link #freeBytes()}, and the size up to which a claim on the memory passes larger ones that wait. */
    static final int MAX_FREE_BYTES = 65_536;

    private final int maxConnections;
    private final long maxRequestSize;
    private final int freeBytes;
    private final Budget turns;
    private final Budget memory;
    private final List<ConnectionRegistry> ports = new CopyOnWriteArrayList<>();

    /** @param memory in bytes, for large messages */
    AdmissionControl(ServerSettings server, AdmissionSettings settings, Budget memory) {
        maxConnections = settings.maxConnections();
        maxRequestSize = server.maxRequestSize();
        turns = new Budget(settings.maxConcurrentRequests(), settings.maxQueuedRequests());
        this.memory = memory;
        freeBytes = (int) Math.min(MAX_FREE_BYTES, memory.total() / 1024);
    }

    /** One turn for each request that is being worked on. */
    Budget turns() {
        return turns;
    }

    /** In bytes, for bodies. */
    Budget memory() {
        return memory;
    }

    /** How much of each body needs no claim on the memory: most requests have no more, and Micronaut reads as much ahead. */
    int freeBytes() {
        return freeBytes;
    }

    /** How much of the body may be read, in bytes: its length, or the maximum if the request does not state its length. */
    long expectedBytes(HttpRequest request) {
        return Math.min(
                HttpUtil.isTransferEncodingChunked(request) ? memory.total() : HttpUtil.getContentLength(request, 0L),
                maxRequestSize);
    }

    ConnectionRegistry newPort() {
        ConnectionRegistry port = new ConnectionRegistry(maxConnections);
        ports.add(port);
        return port;
    }

    /** Number of open connections on all ports. */
    int openConnections() {
        return ports.stream().mapToInt(ConnectionRegistry::open).sum();
    }
}
