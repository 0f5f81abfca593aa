package io.mailsender.queue;

import com.zaxxer.hikari.HikariDataSource;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import io.mailsender.queue.Attempt.Begun;
import io.mailsender.queue.Write.Sql;
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

/** Messages in an SQL database. */
final class JdbcMessageStore implements MessageStore {

    /** How long a key is remembered. */
    static final Duration KEY_LIFE = Duration.ofHours(24);

    private final GroupCommit commits;
    private final Readers readers;
    private final Readers keyReader;
    private final Reviser reviser;
    private final Claims claims;
    private final Admission admission;
    private final Clock clock;
    private final Duration lease;
    private final AutoCloseable opened;
    private final Set<MessageId> withdrawn = ConcurrentHashMap.newKeySet();
    private final String node = UUID.randomUUID().toString();

    /** @param opened what was opened for it, to be closed at the end */
    JdbcMessageStore(
            HikariDataSource database,
            GroupCommit commits,
            Dialect dialect,
            Clock clock,
            Duration lease,
            AutoCloseable opened) {
        this.opened = opened;
        this.readers = new Readers(database, 2);
        // Lists of messages may take their time; whether a key was revoked may not.
        this.keyReader = new Readers(database, 1);
        this.commits = commits;
        this.reviser = new Reviser(commits, clock);
        this.claims = new Claims(dialect);
        this.clock = clock;
        this.lease = lease;
        this.admission = new Admission(commits, readers, clock, lease);
    }

    @Override
    public CompletionStage<Added> add(Submission submission) {
        return admission.add(submission);
    }

    @Override
    public CompletionStage<Void> begin(Lease held, @Nullable Attempt ended, Begun begun) {
        List<Sql> others = new ArrayList<>();
        if (ended != null) {
            others.add(Statements.end(held.id(), ended));
        }
        others.add(Statements.begin(held.id(), begun));
        return fenced(held, Statements.prolong(held, leaseEnd()), others);
    }

    @Override
    public CompletionStage<Void> settle(Lease held, @Nullable Attempt ended, Settlement settlement) {
        Sql settle = Statements.settle(held, settlement, clock.instant());
        return fenced(held, settle, ended == null ? List.of() : List.of(Statements.end(held.id(), ended)));
    }

    @Override
    public void withdraw(MessageId id, Instant due) {
        withdrawn.add(id);
        commits.write(Statements.withdraw(id, due, clock.instant())).whenComplete((written, failure) -> {
            if (failure == null) {
                withdrawn.remove(id);
            } else if (isOpen()) {
                CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> withdraw(id, due));
            }
        });
    }

    private CompletionStage<Void> fenced(Lease held, Sql guard, List<Sql> others) {
        return commits.write(new Write(guard, others)).thenAccept(written -> {
            if (!written) {
                throw new LeaseLostException(held);
            }
        });
    }

    private Instant leaseEnd() {
        return clock.instant().plus(lease);
    }

    @Override
    public CompletionStage<List<Claim>> claim(int limit, Priority lowest, Selection selection) {
        Selection kept = (id, priority, bytes) -> !withdrawn.contains(id) && selection.takes(id, priority, bytes);
        return commits.run(connection -> claims.take(connection, clock.instant(), lease, limit, lowest, kept));
    }

    @Override
    public CompletionStage<List<Lease>> renew(Collection<Lease> leases) {
        List<Lease> lost = new ArrayList<>();
        List<CompletableFuture<Void>> renewals = leases.stream()
                .map(held -> commits.write(new Write(Statements.prolong(held, leaseEnd()), List.of()))
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
        return readers.read(connection -> Records.find(connection, id));
    }

    @Override
    public CompletionStage<List<StoredMessage>> list(MessageFilter filter) {
        return readers.read(connection -> Records.list(connection, filter));
    }

    @Override
    public CompletionStage<List<Depth>> depths() {
        return readers.read(Records::depths);
    }

    @Override
    public CompletionStage<Long> unsettled() {
        return readers.read(Records::unsettled);
    }

    @Override
    public CompletionStage<Boolean> cancel(String id) {
        return reviser.revise(id, MessageRevisions.cancel());
    }

    @Override
    public CompletionStage<Boolean> resend(String id, @Nullable Instant due) {
        return reviser.revise(id, MessageRevisions.resend(due, clock.instant()));
    }

    @Override
    public CompletionStage<Boolean> reschedule(String id, Instant due) {
        return reviser.revise(id, MessageRevisions.reschedule(due, clock.instant()));
    }

    @Override
    public CompletionStage<Boolean> close(String id, DeliveryStatus status) {
        return reviser.revise(id, MessageRevisions.close(status));
    }

    @Override
    public CompletionStage<Boolean> correct(MessageId id, Attempt attempt, Collection<EmailAddress> recipients) {
        return reviser.correct(id.value(), attempt, recipients);
    }

    @Override
    public CompletionStage<Boolean> purge(Duration content, Duration record) {
        Instant now = clock.instant();
        return commits.run(
                connection -> Purge.bite(connection, now.minus(content), now.minus(record), now.minus(KEY_LIFE)));
    }

    @Override
    public CompletionStage<Void> check() {
        Instant now = clock.instant();
        Sql beat = new Sql(
                "INSERT INTO heartbeat (node, seen) VALUES (?, ?) ON CONFLICT (node) DO UPDATE SET seen = excluded.seen",
                node,
                now.toEpochMilli());
        Sql forget = new Sql(
                "DELETE FROM heartbeat WHERE seen < ?", now.minus(KEY_LIFE).toEpochMilli());
        return commits.write(new Write(beat, List.of(forget))).thenAccept(written -> {});
    }

    @Override
    public KeyStore keys() {
        return new JdbcKeyStore(commits, keyReader, clock);
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
        commits.close();
        readers.close();
        keyReader.close();
        try {
            opened.close();
        } catch (Exception e) {
            throw new IllegalStateException("a database that cannot be closed", e);
        }
    }
}
