package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.audit.Actor;
import io.mailsender.audit.AuditEntry;
import io.mailsender.audit.AuditQuery;
import io.mailsender.audit.Deed;
import io.mailsender.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store guarantees about the audit. */
abstract class AuditStoreContract {

    private static final Actor OPS = new Actor("ops", "ann@example.com", "192.0.2.1");
    private static final Actor NOBODY = new Actor("", null, "2001:db8::1");
    private static final Duration DAY = Duration.ofDays(1);

    final SettableClock clock = new SettableClock();
    private Database database;
    private JdbcAuditStore store;

    /** Opens an empty database. */
    abstract Database open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        database = open();
        store = new JdbcAuditStore(database);
    }

    @AfterEach
    void closeStore() {
        store.close();
        database.close();
    }

    @Test
    void keepsEveryFieldAndListsTheNewestFirst() {
        Deed created = new Deed(OPS, "key.create", "abc234", "created", 201);
        Deed refused = new Deed(NOBODY, "console.sign-in", "", "refused", 401);
        Instant first = clock.instant();
        add(created);
        clock.advance(Duration.ofMillis(1));
        add(refused);

        List<AuditEntry> entries = list(AuditQuery.newest(10));
        assertThat(entries).extracting(AuditEntry::deed).containsExactly(refused, created);
        assertThat(entries).extracting(AuditEntry::time).containsExactly(first.plusMillis(1), first);
        assertThat(list(AuditQuery.newest(1))).extracting(AuditEntry::deed).containsExactly(refused);
    }

    @Test
    void keepsTheOrderWithinAMillisecondAndIsReadInPages() {
        IntStream.range(0, 25).forEach(i -> add(deed("t" + i)));
        List<Deed> together = List.of(deed("t25"), deed("t26"));
        join(store.add(together));
        join(store.add(List.of()));

        List<String> seen = new ArrayList<>();
        String before = null;
        List<AuditEntry> page;
        do {
            page = list(new AuditQuery(null, null, null, null, null, before, 10));
            page.forEach(entry -> seen.add(entry.deed().target()));
            before = page.isEmpty() ? null : page.get(page.size() - 1).id();
        } while (page.size() == 10);
        assertThat(seen)
                .containsExactlyElementsOf(IntStream.rangeClosed(0, 26)
                        .mapToObj(i -> "t" + (26 - i))
                        .toList());
    }

    @Test
    void filters() {
        Instant start = clock.instant();
        add(new Deed(OPS, "key.create", "k1", "created", 201));
        clock.advance(DAY);
        add(new Deed(OPS, "provider.rest", "ses", "resting", 200));
        clock.advance(DAY);
        add(new Deed(NOBODY, "provider.rest", "mailgun", "refused", 401));

        assertThat(targets("ops", null, null, null, null)).containsExactly("ses", "k1");
        assertThat(targets(null, "provider.rest", null, null, null)).containsExactly("mailgun", "ses");
        assertThat(targets("ops", "provider.rest", null, null, null)).containsExactly("ses");
        assertThat(targets(null, null, "k1", null, null)).containsExactly("k1");
        assertThat(targets(null, null, null, start.plus(DAY), null)).containsExactly("mailgun", "ses");
        assertThat(targets(null, null, null, null, start.plus(DAY))).containsExactly("k1");
        assertThat(targets(null, null, null, start.plusNanos(1), start.plus(DAY).plusNanos(1)))
                .containsExactly("ses");
        assertThat(targets(null, null, null, Instant.MIN, Instant.MAX)).hasSize(3);
        assertThat(targets(null, null, null, Instant.MAX, null)).isEmpty();
        assertThat(targets("' OR ''='", null, null, null, null)).isEmpty();
    }

    @Test
    void deletesWhatIsOldInBatches() {
        join(store.add(IntStream.range(0, 700).mapToObj(i -> deed("old" + i)).toList()));
        clock.advance(DAY);
        add(deed("young"));
        clock.advance(Duration.ofHours(1));

        assertThat(join(store.purge(DAY))).isTrue();
        assertThat(list(AuditQuery.newest(1_000))).hasSize(201);
        assertThat(join(store.purge(DAY))).isFalse();
        assertThat(list(AuditQuery.newest(1_000)))
                .extracting(entry -> entry.deed().target())
                .containsExactly("young");
    }

    private static Deed deed(String target) {
        return new Deed(OPS, "message.resend", target, "done", 200);
    }

    private List<String> targets(
            @Nullable String key,
            @Nullable String action,
            @Nullable String target,
            @Nullable Instant since,
            @Nullable Instant until) {
        return list(new AuditQuery(key, action, target, since, until, null, 10)).stream()
                .map(entry -> entry.deed().target())
                .toList();
    }

    private List<AuditEntry> list(AuditQuery query) {
        return join(store.list(query));
    }

    private void add(Deed deed) {
        join(store.add(List.of(deed)));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
