package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.MessageChange;
import io.mailsender.delivery.MessageLifecycle;
import io.mailsender.delivery.MessageState;
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
import java.util.function.Predicate;

/** Reads a message, asks for a decision, and writes it if the message has not changed since; otherwise it starts over. */
final class MessageReviser {

    /** A change is given up after this number of others came first. */
    private static final int MAX_READS = 5;

    private static final long PAUSE_MILLIS = 250;

    private final GroupCommit commits;
    private final Clock clock;
    private final WebhookOutbox outbox;

    MessageReviser(GroupCommit commits, Clock clock, WebhookOutbox outbox) {
        this.commits = commits;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** @return whether it was changed; false if there is no such message, its state does not allow it, or its content is gone */
    CompletionStage<Boolean> revise(String id, Function<MessageState, Optional<MessageChange>> decide) {
        return revise(id, message -> true, decide);
    }

    /** @param condition false for a message that is left as it is */
    CompletionStage<Boolean> revise(
            String id, Predicate<StoredMessage> condition, Function<MessageState, Optional<MessageChange>> decide) {
        return commits.run(connection -> {
            for (int reads = 0; reads < MAX_READS; reads++) {
                Optional<StoredMessage> message = MessageReads.find(connection, id);
                Optional<MessageChange> change =
                        message.filter(condition).map(StoredMessage::state).flatMap(decide);
                if (change.isEmpty()) {
                    return false;
                }
                if (write(connection, MessageWrites.change(message.get(), change.get(), clock.instant(), outbox))) {
                    return true;
                }
            }
            return false;
        });
    }

    /**
     * Corrects an attempt as soon as no round of the message is under way and the store can be written. Repeats until then.
     */
    CompletionStage<Boolean> correct(String id, Attempt attempt, Collection<EmailAddress> recipients) {
        AtomicBoolean possible = new AtomicBoolean();
        return revise(id, message -> {
                    Optional<MessageChange> change =
                            MessageLifecycle.correct(message, attempt, recipients, clock.instant());
                    // To be tried again after the round, or if other changes came first.
                    possible.set(message.status() == DeliveryStatus.SENDING || change.isPresent());
                    return change;
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
