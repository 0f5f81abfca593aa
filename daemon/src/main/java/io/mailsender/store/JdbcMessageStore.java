package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.MessageLifecycle;
import io.mailsender.delivery.NextStep;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.queue.Added;
import io.mailsender.queue.ClaimedMessage;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.queue.Lease;
import io.mailsender.queue.LeaseLostException;
import io.mailsender.queue.MessageFilter;
import io.mailsender.queue.MessagePage;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.queue.StoredMessage;
import io.mailsender.queue.Submission;
import io.mailsender.store.GuardedWrite.Sql;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The {@link MessageStore} in an SQL database. */
final class JdbcMessageStore implements MessageStore {

    private final Database database;
    private final GroupCommit commits;
    private final ReadPool readers;
    private final MessageReviser reviser;
    private final ClaimQuery claims;
    private final MessageInsert insert;
    private final Clock clock;
    private final Duration lease;
    private final WebhookOutbox outbox;
    private final Set<MessageId> withdrawn = ConcurrentHashMap.newKeySet();
    private final String node = UUID.randomUUID().toString();

    /** Without webhooks. @param database closed with this store */
    JdbcMessageStore(Database database, Duration lease) {
        this(database, lease, new WebhookOutbox());
    }

    /** @param database closed with this store */
    JdbcMessageStore(Database database, Duration lease, WebhookOutbox outbox) {
        this.database = database;
        this.outbox = outbox;
        this.commits = database.commits();
        this.clock = database.clock();
        this.lease = lease;
        this.readers = new ReadPool(database.source(), 2);
        this.reviser = new MessageReviser(commits, clock, outbox);
        this.claims = new ClaimQuery(database.dialect(), outbox, node);
        this.insert = new MessageInsert(commits, readers, clock, lease, node);
    }

    @Override
    public CompletionStage<Added> add(Submission submission) {
        return insert.add(submission);
    }

    @Override
    public CompletionStage<Optional<Added>> usedBefore(IdempotencyKey key) {
        return insert.usedBefore(key);
    }

    @Override
    public CompletionStage<Void> begin(Lease held, @Nullable Attempt ended, List<EmailAddress> sent, Begun begun) {
        List<Sql> others = new ArrayList<>(RecipientTable.sent(held.id().value(), sent));
        if (ended != null) {
            others.add(AttemptTable.end(held.id().value(), ended));
        }
        others.add(AttemptTable.begin(held.id(), begun));
        return fenced(held, MessageWrites.prolong(held, leaseEnd()), others);
    }

    @Override
    public CompletionStage<Void> endRound(Lease held, @Nullable Attempt ended, NextStep next) {
        Instant now = clock.instant();
        Sql end = MessageWrites.endRound(held, next, now);
        List<Sql> others = new ArrayList<>(RecipientTable.update(held.id().value(), next.recipients()));
        if (ended != null) {
            others.add(AttemptTable.end(held.id().value(), ended));
        }
        others.addAll(outbox.messageChanged(held.id().value(), next.status(), now));
        return fenced(held, end, others);
    }

    @Override
    public void withdraw(MessageId id, Instant due) {
        withdrawn.add(id);
        commits.write(MessageWrites.withdraw(id, due, clock.instant(), outbox)).whenComplete((written, failure) -> {
            if (failure == null) {
                withdrawn.remove(id);
            } else if (isOpen()) {
                CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> withdraw(id, due));
            }
        });
    }

    private CompletionStage<Void> fenced(Lease held, Sql guard, List<Sql> others) {
        return commits.write(new GuardedWrite(guard, others)).thenAccept(written -> {
            if (!written) {
                throw new LeaseLostException(held);
            }
        });
    }

    private Instant leaseEnd() {
        return clock.instant().plus(lease);
    }

    @Override
    public CompletionStage<List<ClaimedMessage>> claim(int limit, Priority lowest, Selection selection) {
        Selection kept = (id, priority, bytes) -> !withdrawn.contains(id) && selection.takes(id, priority, bytes);
        return commits.run(connection -> claims.take(connection, clock.instant(), lease, limit, lowest, kept));
    }

    @Override
    public CompletionStage<List<Lease>> renew(Collection<Lease> leases) {
        List<Lease> lost = new ArrayList<>();
        List<CompletableFuture<Void>> renewals = leases.stream()
                .map(held -> commits.write(new GuardedWrite(MessageWrites.prolong(held, leaseEnd()), List.of()))
                        .thenAccept(renewed -> {
                            if (!renewed) {
                                synchronized (lost) {
                                    lost.add(held);
                                }
                            }
                        }))
                .toList();
        return CompletableFuture.allOf(renewals.toArray(CompletableFuture[]::new))
                .thenApply(all -> List.copyOf(lost));
    }

    @Override
    public CompletionStage<Optional<StoredMessage>> find(String id) {
        return readers.read(connection -> MessageReads.find(connection, id));
    }

    @Override
    public CompletionStage<MessagePage> list(MessageFilter filter) {
        return readers.read(connection -> MessageListQuery.list(connection, filter));
    }

    @Override
    public CompletionStage<MessageCount> count(MessageFilter filter) {
        return readers.read(connection -> MessageListQuery.count(connection, filter));
    }

    @Override
    public CompletionStage<List<Depth>> depths() {
        return readers.read(MessageReads::depths);
    }

    @Override
    public CompletionStage<Unsettled> unsettled() {
        return readers.read(MessageReads::unsettled);
    }

    @Override
    public CompletionStage<List<StoredMessage>> unsettled(String after, int limit) {
        return readers.read(connection -> MessageReads.unsettled(connection, after, limit));
    }

    @Override
    public CompletionStage<Optional<Message>> content(String id) {
        return readers.read(connection -> MessageReads.content(connection, id));
    }

    @Override
    public CompletionStage<Set<String>> withContent(Collection<String> ids) {
        return readers.read(connection -> MessageReads.withContent(connection, ids));
    }

    @Override
    public CompletionStage<Boolean> resendAfterSilence(String id) {
        return reviser.revise(id, message -> MessageLifecycle.resendAfterSilence(message, clock.instant()));
    }

    @Override
    public CompletionStage<Boolean> cancel(String id) {
        return reviser.revise(id, MessageLifecycle::cancel);
    }

    @Override
    public CompletionStage<Boolean> resend(String id, @Nullable Instant due) {
        return reviser.revise(id, message -> MessageLifecycle.resend(message, due, clock.instant()));
    }

    @Override
    public CompletionStage<Boolean> resendUnchanged(StoredMessage seen) {
        return reviser.revise(
                seen.id(),
                message -> message.fence() == seen.fence(),
                message -> MessageLifecycle.resend(message, null, clock.instant()));
    }

    @Override
    public CompletionStage<Boolean> reschedule(String id, Instant due) {
        return reviser.revise(id, message -> MessageLifecycle.reschedule(message, due, clock.instant()));
    }

    @Override
    public CompletionStage<Boolean> resolve(String id, DeliveryStatus status) {
        return reviser.revise(id, message -> MessageLifecycle.resolve(message, status));
    }

    @Override
    public CompletionStage<Boolean> correct(MessageId id, Attempt attempt, Collection<EmailAddress> recipients) {
        return reviser.correct(id.value(), attempt, recipients);
    }

    @Override
    public CompletionStage<Boolean> purge(Duration content, Duration record) {
        Instant now = clock.instant();
        return commits.run(connection ->
                PurgeBatch.delete(connection, now.minus(content), now.minus(record), now.minus(IdempotencyTable.LIFE))
                        | PurgeBatch.deleteSuppressions(connection, now, now.minus(record)));
    }

    @Override
    public CompletionStage<Void> probe() {
        Instant now = clock.instant();
        Sql beat = new Sql(
                "INSERT INTO heartbeat (node, seen, name) VALUES (?, ?, ?) ON CONFLICT (node) DO UPDATE SET seen = excluded.seen",
                node,
                now.toEpochMilli(),
                NodeName.own());
        Sql forget = new Sql(
                "DELETE FROM heartbeat WHERE seen < ?",
                now.minus(IdempotencyTable.LIFE).toEpochMilli());
        return commits.write(new GuardedWrite(beat, List.of(forget))).thenAccept(written -> {});
    }

    @Override
    public boolean isOpen() {
        return commits.isOpen();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void close() {
        database.close();
        readers.close();
    }
}
