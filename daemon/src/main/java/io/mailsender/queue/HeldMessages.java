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
 * The messages that this daemon is at. Those are not taken from the queue, even where a lease ran out while the store could not be
 * written: what became of them is about to be written.
 */
final class HeldMessages {

    private static final Logger LOG = LoggerFactory.getLogger(HeldMessages.class);

    private final Set<MessageId> arriving = ConcurrentHashMap.newKeySet();
    private final Map<MessageId, Lease> leases = new ConcurrentHashMap<>();

    /**
     * A message is about to be added to the store. From then on it may be there, and due, and whether it was accepted is decided only
     * when the answer comes.
     */
    void arrives(MessageId id) {
        arriving.add(id);
    }

    /** It is decided: it is held by now, or the queue's, or was taken back. */
    void arrived(MessageId id) {
        arriving.remove(id);
    }

    void hold(Lease lease) {
        leases.put(lease.id(), lease);
    }

    /** @return the lease that was held */
    @Nullable
    Lease release(MessageId id) {
        return leases.remove(id);
    }

    /** @return whether it was held until now */
    boolean release(Lease lease) {
        return leases.remove(lease.id(), lease);
    }

    boolean contains(MessageId id) {
        return arriving.contains(id) || leases.containsKey(id);
    }

    List<Lease> leases() {
        return List.copyOf(leases.values());
    }

    /** How many are held. */
    int size() {
        return leases.size();
    }

    /** Says that a round did not come to its end. */
    static void failed(Lease lease, Throwable failure) {
        Throwable cause = AsyncFailure.cause(failure);
        if (cause instanceof LeaseLostException) {
            LOG.warn("message {}: {}", lease.id(), cause.getMessage());
        } else {
            // Its lease runs out, and then it is taken over.
            LOG.error("message {}: its round ended by accident", lease.id(), cause);
        }
    }
}
