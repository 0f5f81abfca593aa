package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.common.StoreUnavailableException;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Reply;
import io.mailsender.queue.Added;
import io.mailsender.queue.Added.Accepted;
import io.mailsender.queue.Added.Replayed;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.queue.MessageFilter;
import io.mailsender.queue.MessagePage;
import io.mailsender.queue.StoredMessage;
import io.mailsender.testing.Messages;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store guarantees to callers: idempotency keys, changes of a message, lists and retention; and to the queue. */
abstract class MessageStoreContract extends ClaimContract {

    private static final Duration RECORD = Duration.ofDays(90);

    @Test
    void acceptsOneMessageForAKey() {
        Message message = Messages.to("ann@example.com");
        IdempotencyKey key = key("k", 1);
        IdempotencyKey ofAnotherOwner = new IdempotencyKey("another key", "k", 0, new byte[] {2});

        assertThat(add(message, key)).isInstanceOf(Accepted.class);
        assertThat(add("ann@example.com", key)).isEqualTo(new Replayed(id(message)));
        assertThat(add("bob@example.com", key("k", 2))).isEqualTo(new Added.Conflict());
        assertThat(add("bob@example.com", ofAnotherOwner)).isInstanceOf(Accepted.class);
        assertThat(claim()).hasSize(2);
    }

    @Test
    void forgetsAKeyAfterADay() {
        add("ann@example.com", key("k", 1));
        clock.advance(Duration.ofHours(24).minusMillis(1));
        assertThat(add("ann@example.com", key("k", 1))).isInstanceOf(Replayed.class);
        clock.advance(Duration.ofMillis(2));
        assertThat(add("ann@example.com", key("k", 1))).isInstanceOf(Accepted.class);
    }

    @Test
    void acceptsOneOfAHundredConcurrentRequests() {
        List<Added> answers = addConcurrently(100, key("k", 1));

        assertThat(answers).filteredOn(Accepted.class::isInstance).hasSize(1);
        String accepted = id(claim().get(0).message());
        assertThat(answers).filteredOn(Replayed.class::isInstance).hasSize(99).containsOnly(new Replayed(accepted));
        assertThat(claim()).isEmpty();
    }

    @Test
    void acceptsARetryOfAMessageThatSurelyFailed() {
        Message failed = failed(throttled(), key("k", 1));

        List<Added> answers = addConcurrently(20, key("k", 1));

        assertThat(answers)
                .filteredOn(Accepted.class::isInstance)
                .singleElement()
                .satisfies(added -> assertThat(((Accepted) added).retryOf()).isEqualTo(id(failed)));
        String retry = id(claim().get(0).message());
        assertThat(answers).filteredOn(Replayed.class::isInstance).hasSize(19).containsOnly(new Replayed(retry));
        assertThat(find(failed).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(add("bob@example.com", key("k", 2))).isEqualTo(new Added.Conflict());
    }

    @Test
    void replaysAFailedMessageThatMayHaveBeenSent() {
        Message failed = failed(unknown(), key("k", 1));

        assertThat(add("ann@example.com", key("k", 1))).isEqualTo(new Replayed(id(failed)));
    }

    @Test
    void withdrawsAMessageAndItsKey() {
        Message message = Messages.to("ann@example.com");
        join(store().add(sending(message, key("k", 1))));

        withdraw(message);

        assertThat(add("ann@example.com", key("k", 1))).isInstanceOf(Accepted.class);
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.FAILED);
        clock.advance(LEASE.multipliedBy(2));
        assertThat(claim()).hasSize(1).noneMatch(claim -> claim.message().id().equals(message.id()));
    }

    @Test
    void withdrawsNoMessageThatWasReplayed() {
        Message waiting = Messages.to("ann@example.com");
        Message sending = Messages.to("bob@example.com");
        add(waiting, key("k", 1));
        join(store().add(sending(sending, key("l", 1))));

        assertThat(add("ann@example.com", key("k", 1))).isEqualTo(new Replayed(id(waiting)));
        assertThat(add("bob@example.com", key("l", 1))).isEqualTo(new Replayed(id(sending)));
        withdraw(waiting);
        withdraw(sending);

        clock.advance(LEASE.plusSeconds(1));
        assertThat(claim())
                .extracting(claim -> claim.message().id())
                .containsExactlyInAnyOrder(waiting.id(), sending.id());
    }

    @Test
    void withdrawsAMessageDespiteAConflict() {
        Message message = Messages.to("ann@example.com");
        add(message, key("k", 1));

        assertThat(add("bob@example.com", key("k", 2))).isEqualTo(new Added.Conflict());
        withdraw(message);

        assertThat(find(message).status()).isEqualTo(DeliveryStatus.FAILED);
    }

    @Test
    void withdrawsAMessageThatWasNotStored() {
        Message message = Messages.to("ann@example.com");
        withdraw(message);
        assertThat(join(store().find(id(message)))).isEmpty();
    }

    @Test
    void withdrawsNoMessageThatEnded() {
        Message sent = ended(sent(), DeliveryStatus.SENT);
        withdraw(sent);
        assertThat(find(sent).status()).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void cancelsQueuedMessagesOnly() {
        Message waiting = Messages.to("ann@example.com");
        Message sending = Messages.to("bob@example.com");
        join(store().add(queued(waiting)));
        accept(sending(sending));

        assertThat(join(store().cancel(id(waiting)))).isTrue();
        assertThat(join(store().cancel(id(waiting)))).isFalse();
        assertThat(join(store().cancel(id(sending)))).isFalse();
        assertThat(find(waiting).status()).isEqualTo(DeliveryStatus.CANCELLED);
        assertThat(claim()).isEmpty();
    }

    @Test
    void settlesUnknownMessages() {
        Message sent = ended(unknown(), DeliveryStatus.UNKNOWN);
        Message failed = ended(unknown(), DeliveryStatus.UNKNOWN);
        Message resent = ended(unknown(), DeliveryStatus.UNKNOWN);

        assertThat(join(store().resolve(id(sent), DeliveryStatus.SENT))).isTrue();
        assertThat(join(store().resolve(id(failed), DeliveryStatus.FAILED))).isTrue();
        assertThat(join(store().resend(id(resent)))).isTrue();

        assertThat(find(sent).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(find(sent).recipients()).extracting(RecipientStatus::state).containsExactly(State.SENT);
        assertThat(find(failed).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(find(failed).recipients()).extracting(RecipientStatus::state).containsExactly(State.FAILED);
        assertThat(join(store().resend(id(sent)))).isFalse();
        assertThat(join(store().resolve(id(failed), DeliveryStatus.SENT))).isFalse();
        assertThat(claim()).singleElement().satisfies(claim -> {
            assertThat(claim.message().id()).isEqualTo(resent.id());
            assertThat(claim.possibleDuplicate()).isTrue();
            assertThat(claim.started()).isEqualTo(clock.instant());
        });
    }

    @Test
    void countsUnknownMessages() {
        join(store().add(queued(Messages.to("ann@example.com"))));
        assertThat(join(store().unsettled()).messages()).isZero();
        Message unknown = ended(unknown(), DeliveryStatus.UNKNOWN);
        ended(unknown(), DeliveryStatus.UNKNOWN);
        assertThat(join(store().unsettled()).messages()).isEqualTo(2);

        join(store().resolve(id(unknown), DeliveryStatus.SENT));

        assertThat(join(store().unsettled()).messages()).isEqualTo(1);
    }

    @Test
    void reschedulesAMessageAndDatesIt() {
        Message message = Messages.to("ann@example.com");
        Instant due = clock.instant().plus(Duration.ofDays(3));
        join(store().add(queued(message)));

        assertThat(join(store().reschedule(id(message), due))).isTrue();

        assertThat(claim()).isEmpty();
        assertThat(find(message).due()).isEqualTo(due);
        clock.advance(Duration.ofDays(3));
        assertThat(claim()).singleElement().satisfies(claim -> {
            assertThat(claim.started()).isEqualTo(due);
            assertThat(claim.message().date()).isEqualTo(due);
        });
        assertThat(join(store().reschedule(id(message), due))).isFalse();
    }

    @Test
    void resendsACancelledMessageAtItsTimeOrAtAnother() {
        Message atItsTime = Messages.to("ann@example.com");
        Message atAnother = Messages.to("bob@example.com");
        Instant due = clock.instant().plus(Duration.ofDays(3));
        for (Message message : List.of(atItsTime, atAnother)) {
            join(store().add(queued(message).dueAt(due)));
            join(store().cancel(id(message)));
        }
        assertThat(join(store().resend(id(atItsTime)))).isTrue();
        assertThat(join(store().resend(id(atAnother), due.plusSeconds(1)))).isTrue();

        assertThat(find(atItsTime).due()).isEqualTo(due);
        assertThat(find(atAnother).due()).isEqualTo(due.plusSeconds(1));
    }

    @Test
    void resendsARejectedMessage() {
        Message message = ended(new Outcome.Rejected(new Reply(550, "no")), DeliveryStatus.REJECTED);

        assertThat(join(store().resend(id(message)))).isTrue();
        assertThat(claim()).hasSize(1);
    }

    @Test
    void listsByMessageIdAndByProviderMessageId() {
        Message message = ended(sent(), DeliveryStatus.SENT);
        MessageId elsewhere = new MessageId(id(message), "elsewhere.example");
        clock.advance(Duration.ofDays(8));
        purge(RECORD);

        assertThat(find(message).messageId()).isEqualTo(message.id().headerValue());
        assertThat(list(byMessageId(message.id()))).containsExactly(id(message));
        assertThat(list(byMessageId(elsewhere))).isEmpty();
        assertThat(list(byProviderMessageId(null, "id-1"))).containsExactly(id(message));
        assertThat(list(byProviderMessageId("another key", "id-1"))).isEmpty();
    }

    @Test
    void listsByStatusRecipientTagAndTime() {
        Message first = Messages.to("ann@example.com");
        Message second = Messages.withEverything();
        accept(sending(first));
        clock.advance(Duration.ofMinutes(1));
        join(store().add(queued(second)));

        assertThat(list(filter(null, null, null, null))).containsExactly(id(second), id(first));
        assertThat(list(filter(DeliveryStatus.SENDING, null, null, null))).containsExactly(id(first));
        assertThat(list(filter(null, "ann@example.com", null, null))).containsExactly(id(second), id(first));
        assertThat(list(filter(null, "bcc@example.com", null, null))).containsExactly(id(second));
        assertThat(list(filter(null, "nobody@example.com", null, null))).isEmpty();
        assertThat(list(filter(null, null, second.extras().tags().get(0), null)))
                .containsExactly(id(second));
        assertThat(list(filter(null, null, "%", null))).isEmpty();
        assertThat(list(filter(null, null, null, clock.instant()))).containsExactly(id(second));
    }

    @Test
    void pagesWithoutGapOrOverlap() {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 25; i++) {
            Message message = Messages.to("ann@example.com");
            all.add(id(message));
            join(store().add(queued(message)));
            clock.advance(Duration.ofMillis(i % 3));
        }
        List<String> seen = new ArrayList<>();
        MessageFilter.Position after = null;
        do {
            MessagePage page =
                    join(store().list(new MessageFilter(null, null, null, null, null, null, null, null, after, 10)));
            page.messages().forEach(message -> seen.add(message.id()));
            after = page.next();
        } while (after != null);
        assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void listsByWordsOfTheSubject() throws SQLException {
        Message message = Messages.to("ann@example.com");
        join(store().add(queued(message)));
        execute("UPDATE message SET subject = 'Your Invoice 100% paid_up, Ü!' WHERE id = '" + id(message) + "'");

        assertThat(list(byWords("INVOICE", "your"))).containsExactly(id(message));
        assertThat(list(byWords("100%", "d_u", "Ü!"))).containsExactly(id(message));
        assertThat(list(byWords("1%0"))).isEmpty();
        assertThat(list(byWords("pa_d"))).isEmpty();
        assertThat(list(byWords("\\"))).isEmpty();
        assertThat(list(byWords("invoice", "missing"))).isEmpty();
    }

    @Test
    void listsByProviderAndPossibleDuplicate() {
        Message tried = Messages.to("ann@example.com");
        endFirst(accept(sending(tried)), tried, throttled(), DeliveryStatus.FAILED);
        join(store().add(queued(Messages.to("ann@example.com"))));

        assertThat(list(search(List.of(), "first", null, 20_000))).containsExactly(id(tried));
        assertThat(list(search(List.of(), "other", null, 20_000))).isEmpty();
        assertThat(list(search(List.of(), null, true, 20_000))).isEmpty();
        assertThat(list(search(List.of(), null, false, 20_000))).hasSize(2);
    }

    @Test
    void looksAtABoundedNumberOfMessagesAtATime() throws SQLException {
        Message oldest = Messages.to("ann@example.com");
        join(store().add(queued(oldest)));
        execute("UPDATE message SET subject = 'needle' WHERE id = '" + id(oldest) + "'");
        for (int i = 0; i < 9; i++) {
            join(store().add(queued(Messages.to("ann@example.com"))));
            clock.advance(Duration.ofMillis(i % 2));
        }
        MessageFilter filter = search(List.of("NEEDLE"), null, null, 4);
        List<Integer> sizes = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        long counted = 0;
        MessageFilter.Position place = null;
        do {
            MessagePage page = join(store().list(filter.from(place, 10)));
            counted += join(store().count(filter.from(place, 10))).messages();
            sizes.add(page.messages().size());
            page.messages().forEach(found -> seen.add(found.id()));
            place = page.next();
        } while (place != null);
        assertThat(sizes).containsExactly(0, 0, 1);
        assertThat(seen).containsExactly(id(oldest));
        assertThat(counted).isEqualTo(1);
        // An index finds these, so nothing is skipped.
        assertThat(join(store().list(filter(null, "ann@example.com", null, null)))
                        .messages())
                .hasSize(10);
    }

    @Test
    void resendsOnlyWhatHasNotChangedSinceItWasRead() {
        Message message = Messages.to("ann@example.com");
        endFirst(accept(sending(message)), message, throttled(), DeliveryStatus.FAILED);
        StoredMessage seen = find(message);

        assertThat(join(store().resendUnchanged(seen))).isTrue();
        assertThat(join(store().cancel(id(message)))).isTrue();
        assertThat(join(store().resendUnchanged(seen))).isFalse();
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.CANCELLED);
    }

    private static MessageFilter byWords(String... words) {
        return search(List.of(words), null, null, MessageFilter.SCAN);
    }

    private static MessageFilter search(
            List<String> words, @Nullable String provider, @Nullable Boolean duplicate, int scan) {
        return new MessageFilter(
                null, null, null, null, null, null, null, words, provider, duplicate, null, null, null, 10, scan);
    }

    @Test
    void purgesTheContentFirstAndTheRecordLater() {
        Message message = Messages.withEverything();
        endFirst(accept(sending(message)), message, throttled(), DeliveryStatus.FAILED);
        Message scheduled = Messages.to("bob@example.com");
        join(store().add(queued(scheduled).dueAt(clock.instant().plus(Duration.ofDays(200)))));

        clock.advance(Duration.ofDays(8));
        purge(RECORD);
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(join(store().resend(id(message)))).isFalse();

        clock.advance(Duration.ofDays(90));
        purge(RECORD);
        assertThat(join(store().find(id(message)))).isEmpty();
        assertThat(list(filter(null, null, null, null))).containsExactly(id(scheduled));
        clock.advance(Duration.ofDays(200));
        assertThat(claim()).hasSize(1);
    }

    @Test
    void refusesWritesOnceItIsClosed() {
        store().close();
        assertThatThrownBy(() -> join(store().add(queued(Messages.to("ann@example.com")))))
                .hasCauseInstanceOf(StoreUnavailableException.class);
    }

    private Added add(Message message, IdempotencyKey key) {
        return join(store().add(queued(message, key)));
    }

    private Added add(String recipient, IdempotencyKey key) {
        return add(Messages.to(recipient), key);
    }

    private List<Added> addConcurrently(int count, IdempotencyKey key) {
        List<CompletionStage<Added>> all = IntStream.range(0, count)
                .mapToObj(i -> store().add(queued(Messages.to("ann@example.com"), key)))
                .toList();
        return all.stream().map(StoreFixture::join).toList();
    }

    private Message failed(Outcome outcome, IdempotencyKey key) {
        Message message = Messages.to("ann@example.com");
        endFirst(accept(sending(message, key)), message, outcome, DeliveryStatus.FAILED);
        return message;
    }

    /** Returns after the message is withdrawn, as writes keep their order. */
    private void withdraw(Message message) {
        store().withdraw(message.id(), clock.instant());
        join(store().probe());
    }

    private static MessageFilter byMessageId(MessageId id) {
        return new MessageFilter(null, null, null, null, id, null, null, null, null, 10);
    }

    private static MessageFilter byProviderMessageId(@Nullable String owner, String id) {
        return new MessageFilter(owner, null, null, null, null, id, null, null, null, 10);
    }

    private static MessageFilter filter(
            @Nullable DeliveryStatus status,
            @Nullable String recipient,
            @Nullable String tag,
            @Nullable Instant since) {
        EmailAddress address = recipient == null ? null : EmailAddress.parse(recipient);
        return new MessageFilter(null, status, address, tag, null, null, since, null, null, 10);
    }
}
