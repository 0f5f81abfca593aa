package io.mailsender.queue;

import io.mailsender.common.AsyncFailure;
import io.mailsender.message.MessageId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that this node is adding or delivering. This node does not claim them, even if a lease ended because the store could not
 * be written: their result will be written next.
 */
final class HeldMessages {

    private static final Logger LOG = LoggerFactory.getLogger(HeldMessages.class);

    private final Set<MessageId> adding = ConcurrentHashMap.newKeySet();
    private final Map<MessageId, Lease> leases = new ConcurrentHashMap<>();

    /** Call before a message is added to the store: from then on it may be stored and due, but is not accepted yet. */
    void beginAdd(MessageId id) {
        adding.add(id);
    }

    /** Call when the message is held, queued or withdrawn. */
    void endAdd(MessageId id) {
        adding.remove(id);
    }

    void hold(Lease lease) {
        leases.put(lease.id(), lease);
    }

    /** @return the lease that was held; {@code null} if none was */
    @Nullable
    Lease release(MessageId id) {
        return leases.remove(id);
    }

    /** @return whether this lease was held */
    boolean release(Lease lease) {
        return leases.remove(lease.id(), lease);
    }

    /** Whether the message is being added or is held. */
    boolean contains(MessageId id) {
        return adding.contains(id) || leases.containsKey(id);
    }

    List<Lease> leases() {
        return List.copyOf(leases.values());
    }

    /** The number of held messages. */
    int size() {
        return leases.size();
    }

    static void logFailedRound(Lease lease, Throwable failure) {
        Throwable cause = AsyncFailure.cause(failure);
        if (cause instanceof LeaseLostException) {
            LOG.warn("message {}: {}", lease.id(), cause.getMessage());
        } else {
            // The message is claimed again when its lease ends.
            LOG.error("message {}: round failed unexpectedly", lease.id(), cause);
        }
    }
}
