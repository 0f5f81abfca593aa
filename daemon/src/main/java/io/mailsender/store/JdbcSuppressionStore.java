package io.mailsender.store;

import io.mailsender.message.EmailAddress;
import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.suppression.Suppression;
import io.mailsender.suppression.SuppressionFilter;
import io.mailsender.suppression.SuppressionStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The {@link SuppressionStore} in an SQL database. */
final class JdbcSuppressionStore implements SuppressionStore, AutoCloseable {

    /** Nodes that add the same entries take their locks in the same order. */
    private static final Comparator<Suppression> ORDER = Comparator.comparing(
                    (Suppression entry) -> Suppression.key(entry.address()))
            .thenComparing(Suppression::scope);

    private final GroupCommit commits;
    private final ReadPool checks;
    private final ReadPool lists;
    private final Clock clock;

    JdbcSuppressionStore(Database database) {
        this.commits = database.commits();
        this.clock = database.clock();
        // Lists must not delay the checks, for which callers wait.
        this.checks = new ReadPool(database.source(), 2);
        this.lists = new ReadPool(database.source(), 1);
    }

    @Override
    public void close() {
        checks.close();
        lists.close();
    }

    @Override
    public CompletionStage<Boolean> isEmpty() {
        return lists.read(SuppressionTable::isEmpty);
    }

    @Override
    public CompletionStage<List<Suppression>> find(String owner, Collection<EmailAddress> addresses) {
        return addresses.isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : checks.read(connection -> SuppressionTable.find(connection, owner, addresses, clock.instant()));
    }

    @Override
    public CompletionStage<Void> add(List<Suppression> entries) {
        if (entries.size() > MAX_ADDED) {
            throw new IllegalArgumentException("more than " + MAX_ADDED + " entries");
        }
        Instant now = clock.instant();
        List<Sql> statements = entries.stream()
                .sorted(ORDER)
                .flatMap(entry -> SuppressionTable.add(entry, now).stream())
                .toList();
        return commits.run(connection -> {
                    StatementBatch.execute(connection, statements);
                    return true;
                })
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<List<Suppression>> remove(EmailAddress address, @Nullable String scope) {
        return commits.run(connection -> {
            Instant now = clock.instant();
            SuppressionFilter filter = new SuppressionFilter(scope, address, null, null, null, MAX_ADDED);
            List<Suppression> removed = SuppressionTable.list(connection, filter, now);
            List<Sql> statements = new ArrayList<>(SuppressionTable.remove(address, scope));
            if (!removed.isEmpty()) {
                statements.add(SuppressionLiftTable.lift(address, scope, now));
            }
            StatementBatch.execute(connection, statements);
            return removed;
        });
    }

    @Override
    public CompletionStage<List<Suppression>> list(SuppressionFilter filter) {
        return lists.read(connection -> SuppressionTable.list(connection, filter, clock.instant()));
    }

    @Override
    public Instant now() {
        return clock.instant();
    }
}
