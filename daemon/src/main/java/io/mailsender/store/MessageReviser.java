package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.message.EmailAddress;
import io.mailsender.queue.StoredMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Reads a message, has a change decided, and writes it where the message is still as it was; else it reads again. */
final class MessageReviser {

    /** How often another node may come first before the change is given up. Each of them ended a round or was a person. */
    private static final int MAX_READS = 5;

    private static final long PAUSE_MILLIS = 250;

    private final GroupCommit commits;
    private final Clock clock;

    MessageReviser(GroupCommit commits, Clock clock) {
        this.commits = commits;
        this.clock = clock;
    }

    /** @return whether it was changed; false where there is no such message, its status does not allow it, or its content is gone */
    CompletionStage<Boolean> revise(String id, Function<StoredMessage, Optional<Revision>> decide) {
        return commits.run(connection -> {
            for (int reads = 0; reads < MAX_READS; reads++) {
                Optional<StoredMessage> message = MessageReads.find(connection, id);
                Optional<Revision> revision = message.flatMap(decide);
                if (revision.isEmpty()) {
                    return false;
                }
                if (write(connection, MessageWrites.revise(message.get(), revision.get(), clock.instant()))) {
                    return true;
                }
            }
            return false;
        });
    }

    /**
     * Corrects an attempt, as soon as no round of the message is under way and the store can be written: what is known must not be
     * forgotten.
     */
    CompletionStage<Boolean> correct(String id, Attempt attempt, Collection<EmailAddress> recipients) {
        AtomicBoolean possible = new AtomicBoolean();
        return revise(id, message -> {
                    Optional<Revision> revision = message.status() == DeliveryStatus.SENDING
                            ? Optional.empty()
                            : MessageRevisions.correct(attempt, recipients, clock.instant())
                                    .apply(message);
                    // While it is being sent, or somebody else is faster each time, there is a correction still to be
                    // made.
                    possible.set(message.status() == DeliveryStatus.SENDING || revision.isPresent());
                    return revision;
                })
                .handle((done, failure) -> {
                    boolean again = failure != null || !done && possible.get();
                    return again && commits.isOpen()
                            ? CompletableFuture.runAsync(
                                            () -> {},
                                            CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS))
                                    .thenCompose(waited -> correct(id, attempt, recipients))
                            : CompletableFuture.completedFuture(failure == null && done);
                })
                .thenCompose(Function.identity());
    }

    private static boolean write(Connection connection, GuardedWrite write) throws SQLException {
        return StatementBatch.write(connection, List.of(write))[0];
    }
}
