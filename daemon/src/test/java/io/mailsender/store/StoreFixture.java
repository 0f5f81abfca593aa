package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.NextStep;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Reply;
import io.mailsender.queue.Added.Accepted;
import io.mailsender.queue.ClaimedMessage;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.queue.Lease;
import io.mailsender.queue.MessageFilter;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.queue.StoredMessage;
import io.mailsender.queue.Submission;
import io.mailsender.testing.Messages;
import io.mailsender.testing.SettableClock;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An empty store for each test, on a clock that the test sets, and short forms of what tests do with it. */
abstract class StoreFixture {

    static final Duration LEASE = TestStores.LEASE;

    final SettableClock clock = new SettableClock();
    private MessageStore store;

    /** Opens an empty store. */
    abstract MessageStore open() throws Exception;

    /** Connects to the database of the store. */
    abstract Connection connect() throws SQLException;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    final MessageStore store() {
        return store;
    }

    final void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    final void damage(Message message) throws SQLException {
        try (Connection connection = connect()) {
            TestStores.damage(connection, message);
        }
    }

    /**
     * How the database executes a list by recipient.
     *
     * @param explain what the database wants in front of the query
     */
    final List<String> planOfListByRecipient(String explain) throws SQLException {
        try (Connection connection = connect()) {
            List<String> queries = new ArrayList<>();
            Connection recording = (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("prepareStatement")) {
                            queries.add((String) arguments[0]);
                        }
                        return method.invoke(connection, arguments);
                    });
            MessageListQuery.list(recording, TestStores.byRecipient("ann@example.com"));
            List<String> plan = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(explain + queries.get(0))) {
                StatementBatch.bind(select, "ann@example.com", 11);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        plan.add(row.getString(row.getMetaData().getColumnCount()));
                    }
                }
            }
            return plan;
        }
    }

    static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    static String id(Message message) {
        return message.id().value();
    }

    final Submission queued(Message message) {
        return new Submission(message, "", OnUnknown.RESEND, Priority.NORMAL, clock.instant(), null, null);
    }

    final Submission queued(Message message, Priority priority) {
        return new Submission(message, "", OnUnknown.RESEND, priority, clock.instant(), null, null);
    }

    final Submission queued(Message message, IdempotencyKey key) {
        return new Submission(message, "", OnUnknown.RESEND, Priority.NORMAL, clock.instant(), key, null);
    }

    /** A submission whose first attempt begins with it, at the provider {@code first}. */
    final Submission sending(Message message) {
        return queued(message).withFirst(begun(1, "first"));
    }

    final Submission sending(Message message, IdempotencyKey key) {
        return queued(message, key).withFirst(begun(1, "first"));
    }

    static IdempotencyKey key(String key, int fingerprint) {
        return new IdempotencyKey("", key, 0, new byte[] {(byte) fingerprint});
    }

    final Lease accept(Submission submission) {
        return ((Accepted) join(store.add(submission))).lease();
    }

    /** Adds a message whose only round ended. */
    final Message ended(Outcome outcome, DeliveryStatus status) {
        Message message = Messages.to("ann@example.com");
        endFirst(accept(sending(message)), message, outcome, status);
        return message;
    }

    /** Ends the first attempt of a message, and its round. */
    final void endFirst(Lease lease, Message message, Outcome outcome, DeliveryStatus status) {
        join(store.endRound(lease, ended(1, "first", outcome), next(message, status)));
    }

    final List<ClaimedMessage> claim() {
        return claim(store);
    }

    static List<ClaimedMessage> claim(MessageStore store) {
        return join(store.claim(100, Priority.BULK, id -> false));
    }

    final StoredMessage find(Message message) {
        return join(store.find(id(message))).orElseThrow();
    }

    final List<String> list(MessageFilter filter) {
        return join(store.list(filter)).messages().stream()
                .map(StoredMessage::id)
                .toList();
    }

    /** Purges content after 7 days. @param record when records are purged */
    final void purge(Duration record) {
        boolean more;
        do {
            more = join(store.purge(Duration.ofDays(7), record));
        } while (more);
    }

    final Begun begun(int number, String provider) {
        return new Begun(number, provider, clock.instant());
    }

    final Attempt ended(int number, String provider, Outcome outcome) {
        return begun(number, provider).ended(clock.instant(), outcome);
    }

    static Outcome sent() {
        return new Sent(new Reply(200, "OK"), "id-1");
    }

    static Outcome throttled() {
        return new Outcome.Unavailable(Outcome.Cause.THROTTLED, new Reply(429, "later"));
    }

    static Outcome unknown() {
        return new Unknown(Reply.none("no answer"));
    }

    static NextStep next(Message message, DeliveryStatus status) {
        return next(message, status, null);
    }

    static NextStep next(Message message, DeliveryStatus status, @Nullable Instant due) {
        State state = status == DeliveryStatus.SENT ? State.SENT : State.PENDING;
        return new NextStep(
                status,
                due,
                1,
                false,
                message.destination().addresses().stream()
                        .map(address -> new RecipientStatus(address, state, null))
                        .toList());
    }
}
