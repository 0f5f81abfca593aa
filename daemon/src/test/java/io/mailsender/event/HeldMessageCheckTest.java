package io.mailsender.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.Attempt.Begun;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.message.Message;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.ProviderOrder;
import io.mailsender.provider.Reply;
import io.mailsender.provider.event.EventReport;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.provider.event.ProviderEvent.Detail;
import io.mailsender.provider.event.ProviderEvent.Subject;
import io.mailsender.queue.StoredMessage;
import io.mailsender.store.TestStores;
import io.mailsender.store.TestStores.WithEvents;
import io.mailsender.testing.Messages;
import io.mailsender.testing.Outcomes;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldMessageCheckTest {

    private static final Duration DELAY = Duration.ofHours(6);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
    private final ScriptedProvider first = new ScriptedProvider("first");
    private WithEvents stores;
    private int reported;

    @BeforeEach
    void open() {
        stores = TestStores.sqliteWithEvents(directory.resolve("mail.db"), clock);
    }

    @AfterEach
    void close() throws Exception {
        stores.close();
    }

    @Test
    void sendsAMarkedCopyIfTheProviderReportedLaterMessagesOnly() {
        Message held = unknown();
        reportALaterMessage();
        clock.advance(DELAY.minus(MINUTE.multipliedBy(2)));

        check(DELAY);
        assertThat(find(held).status()).as("too early").isEqualTo(DeliveryStatus.UNKNOWN);

        clock.advance(MINUTE);
        check(DELAY);
        assertThat(find(held).status()).isEqualTo(DeliveryStatus.QUEUED);
        assertThat(find(held).possibleDuplicate()).isTrue();
    }

    @Test
    void sendsNoCopyWithoutTheSetting() {
        Message held = unknown();
        reportALaterMessage();
        clock.advance(DELAY.multipliedBy(2));

        check(null);

        assertThat(find(held).status()).isEqualTo(DeliveryStatus.UNKNOWN);
    }

    @Test
    void aProviderThatReportsNothingProvesNothing() {
        Message held = unknown();
        clock.advance(DELAY.multipliedBy(2));

        check(DELAY);
        assertThat(find(held).status()).isEqualTo(DeliveryStatus.UNKNOWN);

        join(stores.events().add("first", EventReport.EMPTY));
        check(DELAY);
        assertThat(find(held).status()).as("a ping").isEqualTo(DeliveryStatus.UNKNOWN);
    }

    /** What was refused comes later, and may be about this message. */
    @Test
    void waitsAfterARefusedReport() {
        Message held = unknown();
        reportALaterMessage();
        clock.advance(DELAY.minus(MINUTE));
        join(stores.events().refused("first"));
        clock.advance(MINUTE);

        check(DELAY);
        assertThat(find(held).status()).isEqualTo(DeliveryStatus.UNKNOWN);

        clock.advance(DELAY);
        check(DELAY);
        assertThat(find(held).status()).isEqualTo(DeliveryStatus.QUEUED);
    }

    @Test
    void waitsForEventsThatAreNotMatchedYet() {
        Message held = unknown();
        reportALaterMessage();
        clock.advance(DELAY);
        join(stores.events().add("first", EventReport.of(List.of(delivered(held)))));

        check(DELAY);
        assertThat(find(held).status()).isEqualTo(DeliveryStatus.UNKNOWN);

        join(stores.events().apply(10));
        assertThat(find(held).status()).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void settlesAMessageThatTheProviderHas() {
        first.looksUp((sent, envelope, began) -> CompletableFuture.completedFuture(Optional.of((Sent) Outcomes.SENT)));
        Message held = unknown();

        check(null);

        assertThat(find(held).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(find(held).possibleDuplicate()).isFalse();
    }

    @Test
    void asksForOneMessageEveryFiveMinutes() {
        AtomicInteger asked = new AtomicInteger();
        first.looksUp((sent, envelope, began) -> {
            asked.incrementAndGet();
            return CompletableFuture.completedFuture(Optional.empty());
        });
        Message held = unknown();

        check(null);
        check(null);
        assertThat(asked).hasValue(1);
        clock.advance(MINUTE.multipliedBy(6));
        check(null);

        assertThat(asked).hasValue(2);
        assertThat(find(held).status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(join(stores.events().lookUps(held.id().value()))).containsEntry(1, clock.instant());
    }

    /** Its state is not known now, which is no evidence. */
    @Test
    void aLookUpThatFailsChangesNothing() {
        AtomicInteger asked = new AtomicInteger();
        first.looksUp((sent, envelope, began) -> {
            asked.incrementAndGet();
            return CompletableFuture.failedFuture(new LookupFailedException(Reply.none("busy"), true));
        });
        Message one = unknown();
        Message two = unknown();

        check(null);

        assertThat(asked).as("it is not asked for all messages in vain").hasValue(1);
        for (Message held : List.of(one, two)) {
            assertThat(find(held).status()).isEqualTo(DeliveryStatus.UNKNOWN);
            assertThat(join(stores.events().lookUps(held.id().value()))).isEmpty();
        }
    }

    private void check(@Nullable Duration resendAfter) {
        join(new HeldMessageCheck(
                        stores.messages(),
                        stores.events(),
                        new ProviderOrder(List.of(first), List.of("first")),
                        new EventSettings(null, 1_000, resendAfter))
                .run());
    }

    private void reportALaterMessage() {
        clock.advance(MINUTE);
        Message later = unknown();
        join(stores.events().add("first", EventReport.of(List.of(delivered(later)))));
        join(stores.events().apply(10));
        assertThat(find(later).status()).isEqualTo(DeliveryStatus.SENT);
    }

    private ProviderEvent delivered(Message message) {
        return new ProviderEvent(
                EventType.DELIVERED,
                "event-" + reported++,
                clock.instant(),
                new Subject(message.id().value(), List.of()),
                message.destination().addresses().get(0),
                new Detail(null, null, 250, "OK"));
    }

    /** A message whose only attempt had no answer, and which is held. */
    private Message unknown() {
        Message message = Messages.to("ann@example.com");
        TestStores.addUnknown(stores.messages(), message, new Begun(1, "first", clock.instant()), clock.instant());
        return message;
    }

    private StoredMessage find(Message message) {
        return join(stores.messages().find(message.id().value())).orElseThrow();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
