package io.mailsender.transport;

import io.mailsender.config.ServerSettings;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What all connections of the daemon share. */
@Singleton
final class Limits {

    private final DeadlineSettings deadlines;
    private final AdmissionSettings admission;
    private final long maxRequestSize;
    private final Budget turns;
    private final Budget memory;
    private final List<Connections> ports = new CopyOnWriteArrayList<>();

    Limits(ServerSettings server, DeadlineSettings deadlines, AdmissionSettings admission) {
        this.deadlines = deadlines;
        this.admission = admission;
        maxRequestSize = server.maxRequestSize();
        turns = new Budget(admission.maxConcurrentRequests(), admission.maxQueuedRequests());
        memory = new Budget(admission.bodyMemoryBytes(), admission.maxQueuedRequests());
    }

    /** For requests to be worked on. */
    Budget turns() {
        return turns;
    }

    /** For the bytes of bodies. */
    Budget memory() {
        return memory;
    }

    long maxRequestSize() {
        return maxRequestSize;
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
