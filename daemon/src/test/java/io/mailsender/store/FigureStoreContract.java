package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.figure.BoundedCount;
import io.mailsender.figure.FigureStore;
import io.mailsender.figure.FigureStore.Counted;
import io.mailsender.figure.FigureStore.LastReply;
import io.mailsender.figure.QueueDepth;
import io.mailsender.figure.QueueView.NextDue;
import io.mailsender.figure.QueueView.NodeView;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.queue.Added.Accepted;
import io.mailsender.queue.Lease;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.queue.Submission;
import io.mailsender.testing.Messages;
import io.mailsender.testing.SettableClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store counts. */
abstract class FigureStoreContract {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    final SettableClock clock = new SettableClock();
    private final Instant start = clock.instant();
    private Database database;
    private MessageStore messages;
    private JdbcFigureStore figures;

    /** Opens an empty database. */
    abstract Database open() throws Exception;

    @BeforeEach
    void openStores() throws Exception {
        database = open();
        messages = new JdbcMessageStore(database, TestStores.LEASE);
        figures = new JdbcFigureStore(database, StoreDisk.NONE, TestStores.LEASE);
    }

    @AfterEach
    void closeStores() {
        figures.close();
        messages.close();
    }

    @Test
    void countsNothingInAnEmptyStore() {
        assertThat(bucket(null, start)).isEqualTo(counted(start, 0, 0, 0, 0, 0, 0));
        QueueDepth depth = join(figures.depth(null));
        assertThat(depth.due().isZero()).isTrue();
        assertThat(depth.oldestDueAt()).isNull();
        assertThat(depth.oldestDueSeconds()).isNull();
        assertThat(join(figures.unknown(null)).messages().isZero()).isTrue();
        assertThat(join(figures.failures(null, "failed", start))).isEmpty();
        assertThat(join(figures.next(null, 10))).isEmpty();
        assertThat(join(figures.nodes(null))).isEmpty();
    }

    @Test
    void countsWhatHappenedByTheTimeOfTheEndAndTheOwner() throws Exception {
        end("shop", StoreFixture.sent(), DeliveryStatus.SENT);
        end("shop", StoreFixture.throttled(), DeliveryStatus.FAILED);
        end("crm", StoreFixture.throttled(), DeliveryStatus.REJECTED);
        String reported = end("crm", StoreFixture.sent(), DeliveryStatus.SENT);
        end("crm", StoreFixture.unknown(), DeliveryStatus.UNKNOWN);
        delivered(reported, "one", start);
        delivered(reported, "two", start.plusSeconds(60));
        // Is matched with no message yet.
        delivered(null, "three", start);
        clock.advance(MINUTE);
        end("shop", StoreFixture.sent(), DeliveryStatus.SENT);

        assertThat(bucket(null, start)).isEqualTo(counted(start, 5, 2, 1, 1, 1, 1));
        assertThat(bucket("shop", start)).isEqualTo(counted(start, 2, 1, 0, 1, 0, 0));
        assertThat(bucket("crm", start)).isEqualTo(counted(start, 3, 1, 1, 0, 1, 1));
        assertThat(bucket("sho", start)).isEqualTo(counted(start, 0, 0, 0, 0, 0, 0));
        Instant next = start.plus(MINUTE);
        assertThat(bucket(null, next)).isEqualTo(counted(next, 1, 1, 1, 0, 0, 0));
        assertThat(join(figures.buckets(null, start, start.plusSeconds(180), MINUTE)))
                .extracting(Counted::at)
                .containsExactly(start, next, start.plusSeconds(120));

        assertThat(join(figures.unknown(null)).messages()).isEqualTo(count(1));
        assertThat(join(figures.unknown("crm")).oldest()).isEqualTo(start);
        assertThat(join(figures.unknown("shop")).messages()).isEqualTo(count(0));
        assertThat(join(figures.failures(null, "failed", start))).containsExactly(new LastReply("first", 429, "later"));
        assertThat(join(figures.failures("crm", "rejected", start))).hasSize(1);
        assertThat(join(figures.failures("crm", "failed", start))).isEmpty();
        assertThat(join(figures.failures(null, "failed", start.plusMillis(1)))).isEmpty();
    }

    /** A message that is sent again has not failed any more. */
    @Test
    void countsAMessageOnceByItsPresentStatus() throws Exception {
        String id = end("shop", StoreFixture.throttled(), DeliveryStatus.FAILED);
        join(messages.resend(id));
        assertThat(bucket(null, start)).isEqualTo(counted(start, 1, 0, 0, 0, 0, 0));
        assertThat(join(figures.depth(null)).due()).isEqualTo(count(1));
    }

    @Test
    void countsWaitingMessagesOnce() {
        add("shop", Priority.NORMAL, start.plus(Duration.ofHours(2)), null);
        add("shop", Priority.NORMAL, start, null);
        add("crm", Priority.HIGH, start, null);
        clock.advance(Duration.ofMinutes(12));
        add("crm", Priority.BULK, clock.instant(), null);
        Instant retry = clock.instant().plusSeconds(90);
        Message retried = Messages.to("ann@example.com");
        Lease lease = add("shop", Priority.NORMAL, clock.instant(), retried);
        join(messages.endRound(lease, null, StoreFixture.next(retried, DeliveryStatus.QUEUED, retry)));
        add("crm", Priority.NORMAL, clock.instant(), Messages.to("ann@example.com"));

        QueueDepth all = join(figures.depth(null));
        assertThat(List.of(all.due(), all.scheduled(), all.retrying(), all.sending()))
                .containsExactly(count(3), count(1), count(1), count(1));
        assertThat(all.oldestDueAt()).isEqualTo(start);
        assertThat(all.oldestDueSeconds()).isEqualTo(720);
        assertThat(all.priorities())
                .containsExactly(
                        new QueueDepth.OfPriority("high", count(1), count(0), count(0), count(0)),
                        new QueueDepth.OfPriority("normal", count(1), count(1), count(1), count(1)),
                        new QueueDepth.OfPriority("bulk", count(1), count(0), count(0), count(0)));
        QueueDepth own = join(figures.depth("shop"));
        assertThat(List.of(own.due(), own.scheduled(), own.retrying(), own.sending()))
                .containsExactly(count(1), count(1), count(1), count(0));

        assertThat(join(figures.next(null, 10)))
                .containsExactly(
                        new NextDue(retry, "normal", true),
                        new NextDue(start.plus(Duration.ofHours(2)), "normal", false));
        assertThat(join(figures.next(null, 1))).hasSize(1);
        assertThat(join(figures.next("crm", 10))).isEmpty();
    }

    @Test
    void showsWhichNodeSendsHowManyMessagesSinceWhen() {
        add("shop", Priority.NORMAL, start, Messages.to("ann@example.com"));
        add("shop", Priority.NORMAL, start, null);
        clock.advance(Duration.ofSeconds(30));
        assertThat(join(messages.claim(10, Priority.BULK, id -> false))).hasSize(1);
        join(messages.probe());

        NodeView node = join(figures.nodes(null)).get(0);
        assertThat(node.sending()).isEqualTo(count(2));
        assertThat(node.since()).isEqualTo(start);
        assertThat(node.seenAt()).isEqualTo(clock.instant());
        assertThat(node.name()).isEqualTo(NodeName.own());
        assertThat(join(figures.nodes("crm")))
                .containsExactly(new NodeView(node.id(), node.name(), node.seenAt(), count(0), null));

        // The first lease has ended: another node may take the message.
        clock.advance(Duration.ofSeconds(31));
        assertThat(join(figures.nodes(null)).get(0).sending()).isEqualTo(count(1));
        assertThat(join(figures.depth(null)).due()).isEqualTo(count(1));
        clock.advance(Duration.ofMinutes(3));
        assertThat(join(figures.nodes(null))).isEmpty();
    }

    @Test
    void stopsCountingAtTheBound() throws Exception {
        addMany(FigureStore.BOUND + 1, 0);
        QueueDepth depth = join(figures.depth(null));
        assertThat(depth.due()).isEqualTo(new BoundedCount(FigureStore.BOUND, true));
        assertThat(depth.due().text()).isEqualTo("10,000+");
        assertThat(depth.oldestDueAt()).isEqualTo(Instant.ofEpochMilli(1));
        assertThat(join(figures.depth("crm")).due()).isEqualTo(count(1));
        assertThat(join(figures.depth("crm")).oldestDueAt()).isEqualTo(Instant.ofEpochMilli(7));
    }

    @Test
    void findsTheFewThatAreSentAmongManyThatAreScheduled() throws Exception {
        addMany(FigureStore.SCAN + 1, clock.instant().plus(Duration.ofDays(1)).toEpochMilli());
        add("shop", Priority.NORMAL, start, Messages.to("ann@example.com"));
        QueueDepth depth = join(figures.depth(null));
        assertThat(depth.sending()).isEqualTo(count(1));
        assertThat(depth.scheduled()).isEqualTo(new BoundedCount(FigureStore.BOUND, true));
        assertThat(depth.retrying()).as("nobody knows about the rest").isEqualTo(new BoundedCount(0, true));
        assertThat(join(figures.next("crm", 2)))
                .containsExactly(
                        new NextDue(clock.instant().plus(Duration.ofDays(1)).plusMillis(7), "normal", false));
    }

    /** Queued messages, the seventh one of the owner crm, due a millisecond apart. */
    private void addMany(int count, long due) throws SQLException {
        execute("INSERT INTO message (id, owner, status, priority, on_unknown, accepted, started, due, fence, tries,"
                + " possible_duplicate, tags) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                + count
                + ") SELECT 'id-' || i, CASE WHEN i = 7 THEN 'crm' ELSE 'shop' END, 'queued', 20, 'hold', 0, 0, "
                + due + " + i, 1, 0, FALSE, '[]' FROM n");
    }

    private String end(String owner, Outcome outcome, DeliveryStatus status) {
        Message message = Messages.to("ann@example.com");
        Lease lease = add(owner, Priority.NORMAL, clock.instant(), message);
        join(messages.endRound(
                lease,
                new Begun(1, "first", clock.instant()).ended(clock.instant(), outcome),
                StoreFixture.next(message, status)));
        return message.id().value();
    }

    /** @param sending the message, if this node begins an attempt with it; {@code null} for one that waits */
    private Lease add(String owner, Priority priority, Instant due, @Nullable Message sending) {
        Message message = sending == null ? Messages.to("ann@example.com") : sending;
        Begun first = sending == null ? null : new Begun(1, "first", clock.instant());
        Submission submission = new Submission(message, owner, OnUnknown.HOLD, priority, due, null, first);
        return ((Accepted) join(messages.add(submission))).lease();
    }

    private void delivered(@Nullable String message, String id, Instant received) throws SQLException {
        execute(
                "INSERT INTO event (provider, id, received, occurred, type, status_code, msg, provider_ids, message_id, owner, tries)"
                        + " VALUES ('first', '" + id + "', " + received.toEpochMilli() + ", 0, 'delivered', 0, '', '', "
                        + (message == null ? "NULL, NULL" : "'" + message + "', 'crm'") + ", 0)");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Counted bucket(@Nullable String owner, Instant at) {
        return join(figures.buckets(owner, at, at.plus(MINUTE), MINUTE)).get(0);
    }

    private static Counted counted(
            Instant at, long accepted, long sent, long delivered, long failed, long rejected, long unknown) {
        return new Counted(
                at, count(accepted), count(sent), count(delivered), count(failed), count(rejected), count(unknown));
    }

    private static BoundedCount count(long count) {
        return new BoundedCount(count, false);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
