package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.Severity;
import io.mailsender.provider.event.SuppressionReason;
import io.mailsender.queue.MessageStore;
import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.suppression.Suppression;
import io.mailsender.suppression.SuppressionFilter;
import io.mailsender.suppression.SuppressionSettings;
import io.mailsender.suppression.SuppressionStore;
import io.mailsender.testing.SettableClock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

/** What every store guarantees about the suppression list, and what reports of providers do to it. */
abstract class SuppressionStoreContract {

    private static final Duration DAY = Duration.ofDays(1);
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");

    final SettableClock clock = new SettableClock();
    private Database database;
    private JdbcSuppressionStore store;
    private int reported;

    /** Opens an empty database. */
    abstract Database open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        database = open();
        store = new JdbcSuppressionStore(database);
    }

    @AfterEach
    void closeStore() {
        store.close();
        database.close();
    }

    @Test
    void findsGlobalEntriesAndThoseOfTheOwner() {
        add(entry("ann@example.com", "", SuppressionReason.MANUAL, null));
        add(entry("bob@example.com", "shop", SuppressionReason.MANUAL, null));

        assertThat(found("shop", "ann@example.com", "bob@example.com", "cid@example.com"))
                .containsExactlyInAnyOrder("ann@example.com", "bob@example.com");
        assertThat(found("news", "ann@example.com", "bob@example.com")).containsExactly("ann@example.com");
        assertThat(found("", "ann@example.com", "bob@example.com")).containsExactly("ann@example.com");
    }

    @Test
    void comparesWithoutCaseAndKeepsTheSpelling() {
        add(entry("Ann.Lee@Example.COM", "", SuppressionReason.MANUAL, null));
        add(entry("käthe@bücher.example", "", SuppressionReason.MANUAL, null));
        add(entry("ann+shop@example.com", "", SuppressionReason.MANUAL, null));

        assertThat(found("", "ANN.LEE@example.com")).containsExactly("Ann.Lee@example.com");
        assertThat(found("", "KÄTHE@xn--bcher-kva.example")).containsExactly("käthe@xn--bcher-kva.example");
        assertThat(found("", "ann@example.com")).isEmpty();
        assertThat(found("", "Ann+Shop@example.com")).containsExactly("ann+shop@example.com");
    }

    /** postalserver/postal#815: entries were said to expire, and never did. */
    @Test
    void expiryReallyHappens() throws Exception {
        add(entry(
                "ann@example.com",
                "",
                SuppressionReason.HARD_BOUNCE,
                clock.instant().plus(DAY)));
        assertThat(found("", "ann@example.com")).hasSize(1);

        clock.advance(DAY.minusMillis(1));
        assertThat(found("", "ann@example.com")).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(found("", "ann@example.com")).isEmpty();
        assertThat(list(filter(null))).isEmpty();
        assertThat(rows("suppression")).isEqualTo(1);
        try (MessageStore messages = new JdbcMessageStore(database, TestStores.LEASE)) {
            join(messages.purge(DAY, DAY));
            assertThat(rows("suppression")).isZero();
            assertThat(join(store.isEmpty())).isTrue();
        }
    }

    @Test
    void anEntryIsNeverWeakened() {
        Instant created = clock.instant();
        add(entry("ann@example.com", "", SuppressionReason.COMPLAINT, null));
        clock.advance(DAY);
        add(entry(
                "Ann@example.com",
                "",
                SuppressionReason.HARD_BOUNCE,
                clock.instant().plus(DAY)));

        Suppression kept = list(filter(null)).get(0);
        assertThat(kept.reason()).isEqualTo(SuppressionReason.COMPLAINT);
        assertThat(kept.expires()).isNull();
        assertThat(kept.created()).isEqualTo(created);
        assertThat(kept.address().toString()).isEqualTo("ann@example.com");

        add(entry(
                "ann@example.com", "", SuppressionReason.MANUAL, clock.instant().plus(DAY)));
        Suppression manual = list(filter(null)).get(0);
        assertThat(manual.reason()).isEqualTo(SuppressionReason.MANUAL);
        assertThat(manual.expires()).isNull();
        assertThat(manual.created()).isEqualTo(created);
    }

    @Test
    void anExpiredEntryIsReplaced() {
        add(entry(
                "ann@example.com",
                "",
                SuppressionReason.COMPLAINT,
                clock.instant().plus(DAY)));
        clock.advance(DAY);
        add(entry("ann@example.com", "", SuppressionReason.HARD_BOUNCE, null));

        Suppression entry = list(filter(null)).get(0);
        assertThat(entry.reason()).isEqualTo(SuppressionReason.HARD_BOUNCE);
        assertThat(entry.created()).isEqualTo(clock.instant());
    }

    @Test
    void removesAnAddressAndSaysWhat() {
        assertThat(join(store.isEmpty())).isTrue();
        add(entry("ann@example.com", "", SuppressionReason.MANUAL, null));
        add(entry("ann@example.com", "shop", SuppressionReason.MANUAL, null));
        assertThat(join(store.isEmpty())).isFalse();

        assertThat(join(store.remove(EmailAddress.parse("ANN@example.com"), "shop")))
                .hasSize(1);
        assertThat(found("shop", "ann@example.com")).hasSize(1);
        assertThat(join(store.remove(ANN, null))).hasSize(1);
        assertThat(join(store.remove(ANN, null))).isEmpty();
    }

    @Test
    void listsInPagesAndFilters() {
        List<Suppression> entries = IntStream.range(0, 25)
                .mapToObj(i -> entry(
                        "u" + i + "@example.com",
                        i % 5 == 0 ? "shop" : "",
                        i % 2 == 0 ? SuppressionReason.MANUAL : SuppressionReason.COMPLAINT,
                        null))
                .toList();
        join(store.add(entries));

        List<String> seen = new ArrayList<>();
        SuppressionFilter.Position after = null;
        List<Suppression> page;
        do {
            page = list(new SuppressionFilter(null, null, null, null, after, 10));
            page.forEach(entry -> seen.add(entry.address().toString()));
            after = page.isEmpty()
                    ? null
                    : new SuppressionFilter.Position(
                            Suppression.key(page.get(page.size() - 1).address()),
                            page.get(page.size() - 1).scope());
        } while (page.size() == 10);
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
        assertThat(list(filter("shop"))).hasSize(5);
        assertThat(list(new SuppressionFilter("", null, SuppressionReason.COMPLAINT, "test", null, 50)))
                .hasSize(10);
        assertThat(list(new SuppressionFilter(null, null, null, "other", null, 50)))
                .isEmpty();
    }

    /** usesend/useSend#337: every recipient of the message was suppressed, not only the one that bounced. */
    @Test
    void aReportConcernsOnlyTheRecipientThatItNames() {
        report(rule("GLOBAL"), "shop", EventType.BOUNCED, Severity.HARD);

        assertThat(found("news", "ann@example.com", "bob@example.com")).containsExactly("ann@example.com");
        Suppression entry = list(filter(null)).get(0);
        assertThat(entry.reason()).isEqualTo(SuppressionReason.HARD_BOUNCE);
        assertThat(entry.source()).isEqualTo("mailgun");
        assertThat(entry.text()).isEqualTo("550 5.1.1 no such user");
        assertThat(entry.expires()).isEqualTo(clock.instant().plus(Duration.ofDays(365)));
    }

    @Test
    void aReportAddsToTheScopeOfTheKeyIfTheSettingsSaySo() {
        report(rule("KEY"), "shop", EventType.COMPLAINED, null);

        assertThat(found("news", "ann@example.com")).isEmpty();
        assertThat(found("shop", "ann@example.com")).hasSize(1);
        assertThat(list(filter("shop")).get(0).expires()).isNull();
    }

    /** Notifuse/notifuse#323: soft bounces count until a delivery; PostHog/posthog#71038: and the delivery resets them. */
    @Test
    void softBouncesCountUntilADelivery() {
        SuppressionRule rule = rule("GLOBAL");
        for (int i = 0; i < 4; i++) {
            report(rule, "shop", EventType.BOUNCED, Severity.SOFT);
        }
        assertThat(found("shop", "ann@example.com")).isEmpty();
        report(rule, "shop", EventType.DELIVERED, null);
        for (int i = 0; i < 4; i++) {
            report(rule, "shop", EventType.BOUNCED, Severity.SOFT);
        }
        assertThat(found("shop", "ann@example.com")).isEmpty();
        report(rule, "shop", EventType.BOUNCED, Severity.SOFT);

        Suppression entry = list(filter(null)).get(0);
        assertThat(entry.reason()).isEqualTo(SuppressionReason.SOFT_BOUNCES);
        assertThat(entry.expires()).isEqualTo(clock.instant().plus(Duration.ofDays(30)));
    }

    /** Amazon SES can be set up to report a bounce twice, and a recipient can forge any number of bounce mails. */
    @Test
    void aMessageCountsOnce() throws Exception {
        SuppressionRule rule = rule("GLOBAL");
        for (int i = 0; i < 9; i++) {
            execute(rule.statements(
                    "shop", "m1", "ses", ANN, EventType.BOUNCED, Severity.SOFT, "full", clock.instant()));
        }
        assertThat(found("shop", "ann@example.com")).isEmpty();
        assertThat(rows("soft_bounce")).isEqualTo(1);
    }

    @Test
    void removingAnAddressForgetsItsSoftBounces() throws Exception {
        SuppressionRule rule = rule("GLOBAL");
        for (int i = 0; i < 5; i++) {
            report(rule, "shop", EventType.BOUNCED, Severity.SOFT);
        }
        join(store.remove(ANN, null));
        report(rule, "shop", EventType.BOUNCED, Severity.SOFT);

        assertThat(found("shop", "ann@example.com")).isEmpty();
        assertThat(rows("soft_bounce")).isEqualTo(1);
    }

    @Test
    void aLateReportDoesNotUndoAPersonsDecision() {
        SuppressionRule rule = rule("GLOBAL");
        Instant bounced = clock.instant();
        report(rule, "shop", EventType.BOUNCED, Severity.HARD);
        clock.advance(DAY);
        join(store.remove(ANN, null));
        clock.advance(DAY);

        execute(rule.statements("shop", "m", "mailgun", ANN, EventType.BOUNCED, Severity.HARD, "again", bounced));
        assertThat(found("shop", "ann@example.com")).isEmpty();

        report(rule, "shop", EventType.BOUNCED, Severity.HARD);
        assertThat(found("shop", "ann@example.com")).as("a new bounce").hasSize(1);
        join(store.remove(ANN, "shop"));
        assertThat(found("shop", "ann@example.com")).as("another scope").hasSize(1);
        join(store.remove(ANN, ""));
        add(entry("ann@example.com", "", SuppressionReason.MANUAL, null));
        assertThat(found("shop", "ann@example.com"))
                .as("a person may change her mind")
                .hasSize(1);
    }

    @Test
    void aRepeatedOrLateReportChangesNothing() {
        SuppressionRule rule = rule("GLOBAL");
        report(rule, "shop", EventType.COMPLAINED, null);
        Suppression before = list(filter(null)).get(0);
        clock.advance(DAY);
        report(rule, "shop", EventType.COMPLAINED, null);
        report(rule, "shop", EventType.BOUNCED, Severity.HARD);
        report(rule, "shop", EventType.UNSUBSCRIBED, null);
        report(rule, "shop", EventType.SUPPRESSED, null);
        report(rule, "shop", EventType.OPENED, null);

        assertThat(list(filter(null))).containsExactly(before);
    }

    @Test
    void theClockOfAVendorMayBeWrong() {
        execute(rule("GLOBAL")
                .statements(
                        "", "m", "ses", ANN, EventType.SUPPRESSED, null, "", Instant.parse("2999-01-01T00:00:00Z")));

        assertThat(list(filter(null)).get(0).created()).isEqualTo(clock.instant());
    }

    private SuppressionRule rule(String scope) {
        Duration never = Duration.ZERO;
        return new SuppressionRule(
                new SuppressionSettings(
                        true,
                        SuppressionSettings.EntryScope.valueOf(scope),
                        true,
                        true,
                        true,
                        true,
                        5,
                        Duration.ofDays(365),
                        Duration.ofDays(30),
                        never,
                        never,
                        Duration.ofDays(30),
                        false),
                clock);
    }

    private void report(SuppressionRule rule, String owner, EventType type, @Nullable Severity severity) {
        execute(rule.statements(
                owner, "m" + reported++, "mailgun", ANN, type, severity, "550 5.1.1 no such user", clock.instant()));
    }

    private void execute(List<Sql> statements) {
        join(database.commits().run(connection -> {
            StatementBatch.execute(connection, statements);
            return true;
        }));
    }

    private Suppression entry(String address, String scope, SuppressionReason reason, @Nullable Instant expires) {
        return new Suppression(EmailAddress.parse(address), scope, reason, "test", "", clock.instant(), expires);
    }

    private void add(Suppression entry) {
        join(store.add(List.of(entry)));
    }

    private List<String> found(String owner, String... addresses) {
        List<EmailAddress> parsed =
                List.of(addresses).stream().map(EmailAddress::parse).toList();
        return join(store.find(owner, parsed)).stream()
                .map(entry -> entry.address().toString())
                .toList();
    }

    private static SuppressionFilter filter(@Nullable String scope) {
        return new SuppressionFilter(scope, null, null, null, null, SuppressionStore.MAX_ADDED);
    }

    private List<Suppression> list(SuppressionFilter filter) {
        return join(store.list(filter));
    }

    private long rows(String table) throws SQLException {
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
