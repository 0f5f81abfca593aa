package io.mailsender.store;

import io.mailsender.message.MessageId;
import io.mailsender.queue.Added;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.queue.Lease;
import io.mailsender.queue.Submission;
import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.store.IdempotencyTable.KeyUse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Adds messages. An idempotency key that is in use is answered with its message; but if that message surely failed, the request is a
 * new try, and the key stands for the new message from then on.
 */
final class MessageInsert {

    private final GroupCommit commits;
    private final ReadPool readers;
    private final Clock clock;
    private final Duration lease;
    private final String node;

    /** @param node the id of this node */
    MessageInsert(GroupCommit commits, ReadPool readers, Clock clock, Duration lease, String node) {
        this.node = node;
        this.commits = commits;
        this.readers = readers;
        this.clock = clock;
        this.lease = lease;
    }

    CompletionStage<Added> add(Submission submission) {
        IdempotencyKey key = submission.key();
        List<Sql> sqls =
                MessageWrites.add(submission, clock.instant(), clock.instant().plus(lease), node);
        CompletableFuture<Boolean> written = commits.write(new GuardedWrite(sqls.get(0), sqls.subList(1, sqls.size())));
        Added accepted = new Added.Accepted(lease(submission));
        return key == null
                ? written.thenApply(held -> accepted)
                : written.thenCompose(
                        held -> held ? CompletableFuture.completedFuture(accepted) : usedBefore(key, submission));
    }

    /** How a key was used before; empty if it is free, or its message surely failed. */
    CompletionStage<Optional<Added>> usedBefore(IdempotencyKey key) {
        Instant forgotten = clock.instant().minus(IdempotencyTable.LIFE);
        return commits.write(IdempotencyTable.vouch(key))
                .thenCompose(
                        vouched -> readers.read(connection -> IdempotencyTable.usedBefore(connection, key, forgotten)))
                .thenApply(use -> use.filter(used -> used.failed() == null).map(KeyUse::answer));
    }

    private CompletionStage<Added> usedBefore(IdempotencyKey key, Submission submission) {
        return commits.write(IdempotencyTable.vouch(key))
                .thenCompose(vouched -> readers.read(connection -> IdempotencyTable.usedBefore(connection, key)))
                .thenCompose(use -> {
                    if (use.isEmpty()) {
                        // The key was withdrawn in between, and is free again.
                        return add(submission);
                    }
                    Long failed = use.get().failed();
                    return failed != null && use.get().answer() instanceof Added.Replayed before
                            ? tryAgain(before, failed, key, submission)
                            : CompletableFuture.completedFuture(use.get().answer());
                });
    }

    private CompletionStage<Added> tryAgain(
            Added.Replayed before, long fence, IdempotencyKey key, Submission submission) {
        List<Sql> sqls =
                MessageWrites.add(submission, clock.instant(), clock.instant().plus(lease), node);
        // The first statement inserts the key, which exists.
        GuardedWrite write = IdempotencyTable.retry(
                before.id(), fence, key, submission.message().id(), clock.instant(), sqls.subList(1, sqls.size()));
        return commits.write(write)
                .thenCompose(held -> held
                        ? CompletableFuture.completedFuture(new Added.Accepted(lease(submission), before.id()))
                        // Another request came first, or a person resends the message.
                        : usedBefore(key, submission));
    }

    private static Lease lease(Submission submission) {
        MessageId id = submission.message().id();
        return new Lease(id, 1);
    }
}
