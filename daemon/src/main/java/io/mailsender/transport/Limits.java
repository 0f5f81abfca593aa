package io.mailsender.transport;

import io.mailsender.config.ServerSettings;
import io.mailsender.memory.Budget;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What all connections of the daemon share. */
@Singleton
final class Limits {

    static final int MAX_FREE_BYTES = 65_536;

    private final DeadlineSettings deadlines;
    private final AdmissionSettings admission;
    private final long maxRequestSize;
    private final int freeBytes;
    private final Budget turns;
    private final Budget memory;
    private final List<Connections> ports = new CopyOnWriteArrayList<>();

    /** @param memory for the bytes of large mails */
    Limits(ServerSettings server, DeadlineSettings deadlines, AdmissionSettings admission, Budget memory) {
        this.deadlines = deadlines;
        this.admission = admission;
        maxRequestSize = server.maxRequestSize();
        turns = new Budget(admission.maxConcurrentRequests(), admission.maxQueuedRequests());
        this.memory = memory;
        freeBytes = (int) Math.min(MAX_FREE_BYTES, memory.total() / 1024);
    }

    /** For requests to be worked on. */
    Budget turns() {
        return turns;
    }

    /** For the bytes of bodies. */
    Budget memory() {
        return memory;
    }

    /** So much of a body is always taken, unless memory is short: what honest requests mostly have, and what Micronaut reads ahead. */
    int freeBytes() {
        return freeBytes;
    }

    /** How long the body of a request is, as far as it is read: of one that does not say so the most that may come. */
    long expected(HttpRequest request) {
        return Math.min(
                HttpUtil.isTransferEncodingChunked(request) ? memory.total() : HttpUtil.getContentLength(request, 0L),
                maxRequestSize);
    }

    Deadline deadline() {
        return new Deadline(deadlines, admission.queueTimeout());
    }

    ReadersDeadline readersDeadline(Channel channel) {
        return new ReadersDeadline(channel, deadlines.writeTimeout());
    }

    /** For one more port. */
    Connections connections() {
        Connections connections = new Connections(admission.maxConnections());
        ports.add(connections);
        return connections;
    }

    /** How many connections are open on all ports. */
    int open() {
        return ports.stream().mapToInt(Connections::open).sum();
    }
}
