package io.mailsender.queue;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryListener;
import io.mailsender.delivery.DeliverySettings;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.HealthSettings;
import io.mailsender.delivery.LimitSettings;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RetrySettings;
import io.mailsender.delivery.RoundResult;
import io.mailsender.memory.Budget;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
import io.mailsender.store.TestStores;
import io.mailsender.testing.Messages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** A process that sends one message with the queue's code and halts at a given point, as if killed by SIGKILL. */
final class CrashingDaemon {

    static final int CRASHED = 9;

    /** Where it crashes, in the order of a message's delivery. */
    enum Point {
        BEFORE_INSERT,
        BEFORE_COMMIT,
        ACCEPTED_BEFORE_THE_ANSWER,
        ACCEPTED_AND_QUEUED,
        BEFORE_THE_CLAIM_IS_COMMITTED,
        CLAIMED,
        BEGUN_BEFORE_CONNECT,
        BODY_OUT,
        REPLY_READ,
        RESULT_COMMITTED,
        BEFORE_ANYBODY_IS_TOLD
    }

    private final Point point;
    private final Path sink;

    private CrashingDaemon(Point point, Path sink) {
        this.point = point;
        this.sink = sink;
    }

    /** @param args the point, the policy for an unknown message, the store's file, and the file that sent mails are written to */
    public static void main(String[] args) throws InterruptedException {
        new CrashingDaemon(Point.valueOf(args[0]), Path.of(args[3]))
                .run(OnUnknown.valueOf(args[1].toUpperCase(Locale.ROOT)), Path.of(args[2]));
    }

    private void run(OnUnknown policy, Path file) throws InterruptedException {
        Clock clock = Clock.systemUTC();
        Message message = Messages.to("ann@example.com");
        System.out.println(message.id().value());
        Submission submission = new Submission(message, "", policy, Priority.NORMAL, clock.instant(), null, null);
        if (point == Point.BEFORE_COMMIT) {
            TestStores.acceptAndBeforeCommit(file, submission, CrashingDaemon::crash);
        }
        MessageStore store = TestStores.sqlite(file, clock);
        if (point == Point.BEFORE_THE_CLAIM_IS_COMMITTED || point == Point.CLAIMED) {
            store.add(submission).toCompletableFuture().join();
        }
        if (point == Point.BEFORE_THE_CLAIM_IS_COMMITTED) {
            TestStores.claimAndBeforeCommit(file, clock.instant(), CrashingDaemon::crash);
        }
        if (point == Point.ACCEPTED_AND_QUEUED) {
            store.add(submission).toCompletableFuture().join();
            crash();
        }
        Dispatcher dispatcher = dispatcher(crashing(store), List.of(new FileProvider()), new CrashingListener(), clock);
        if (point != Point.CLAIMED) {
            dispatcher.accept(submission);
        }
        TimeUnit.SECONDS.sleep(20);
    }

    static Dispatcher dispatcher(MessageStore store, List<Provider> order, DeliveryListener listener, Clock clock) {
        Failover failover = new Failover(
                order,
                new DeliverySettings(Duration.ofSeconds(30), Duration.ofSeconds(20), OnUnknown.RESEND, 1),
                new HealthSettings(1000, 1000, Duration.ofSeconds(30), Duration.ofMinutes(10)),
                LimitSettings.NONE,
                listener,
                clock);
        RetrySettings retry = new RetrySettings(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofHours(1));
        QueueSettings queue = new QueueSettings(8, Duration.ofMillis(10), Duration.ofSeconds(60));
        return new Dispatcher(
                        failover,
                        store,
                        failover.retryPolicy(retry, RandomGenerator.getDefault()),
                        queue,
                        new Capacity(queue, () -> 0, new Budget(64 << 20, 512)),
                        new QueueMetrics(store, new SimpleMeterRegistry()),
                        RecipientCheck.NONE)
                .start();
    }

    /** The store, with a crash before or after some of its methods. */
    private MessageStore crashing(MessageStore store) {
        return (MessageStore) Proxy.newProxyInstance(
                MessageStore.class.getClassLoader(), new Class<?>[] {MessageStore.class}, (proxy, method, args) -> {
                    String call = method.getName();
                    crashAt(Point.BEFORE_INSERT, call.equals("add"));
                    crashAt(Point.REPLY_READ, call.equals("endRound"));
                    Object result = method.invoke(store, args);
                    if (result instanceof CompletionStage<?> stage && !call.equals("claim")) {
                        stage.toCompletableFuture().join();
                    }
                    crashAt(Point.ACCEPTED_BEFORE_THE_ANSWER, call.equals("add"));
                    crashAt(Point.RESULT_COMMITTED, call.equals("endRound"));
                    return call.equals("claim") ? claimed((CompletionStage<?>) result) : result;
                });
    }

    private CompletionStage<?> claimed(CompletionStage<?> claim) {
        return claim.thenApply(messages -> {
            crashAt(Point.CLAIMED, !((List<?>) messages).isEmpty());
            return messages;
        });
    }

    private void crashAt(Point here, boolean now) {
        if (now && point == here) {
            crash();
        }
    }

    private static void crash() {
        Runtime.getRuntime().halt(CRASHED);
    }

    private final class FileProvider implements Provider {

        @Override
        public String name() {
            return "first";
        }

        @Override
        public String kind() {
            return "file";
        }

        @Override
        public CompletionStage<Outcome> send(Message message, Envelope envelope, Duration timeout) {
            crashAt(Point.BEGUN_BEFORE_CONNECT, true);
            try {
                Files.writeString(
                        sink, message.id().value() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            crashAt(Point.BODY_OUT, true);
            return CompletableFuture.completedFuture(new Sent(new Reply(200, "OK"), "1"));
        }
    }

    private final class CrashingListener implements DeliveryListener {

        @Override
        public void attempted(MessageId message, Attempt attempt) {
            crashAt(Point.BEFORE_ANYBODY_IS_TOLD, true);
        }

        @Override
        public void corrected(MessageId message, Attempt attempt) {}

        @Override
        public void roundEnded(Message message, RoundResult result) {}
    }
}
