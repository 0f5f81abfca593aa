package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.common.StoreUnavailableException;
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
import io.mailsender.queue.Added;
import io.mailsender.queue.Added.Accepted;
import io.mailsender.queue.Added.Replayed;
import io.mailsender.queue.ClaimedMessage;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.queue.Lease;
import io.mailsender.queue.LeaseLostException;
import io.mailsender.queue.MessageFilter;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.queue.StoredMessage;
import io.mailsender.queue.Submission;
import io.mailsender.testing.Messages;
import io.mailsender.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises. */
abstract class MessageStoreContract {

    static final Duration LEASE = Duration.ofSeconds(60);

    final SettableClock clock = new SettableClock();
    private MessageStore store;

    /** Opens an empty store. */
    abstract MessageStore open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void keepsAMessageAsItWas() {
        Message message = Messages.withEverything();
        join(store.add(queued(message)));

        ClaimedMessage claim = claim().get(0);

        assertThat(claim.message()).usingRecursiveComparison().isEqualTo(message);
        assertThat(claim.recipients())
                .extracting(RecipientStatus::address)
                .containsExactlyElementsOf(message.destination().addresses());
        assertThat(claim.attempts()).isEmpty();
        assertThat(claim.interrupted()).isFalse();
        assertThat(claim.takenOver()).isFalse();
    }

    @Test
    void whoAcceptsAndBeginsHasTheLease() {
        Message message = Messages.to("ann@example.com");
        Lease lease = accept(sending(message, "first"));

        assertThat(claim()).isEmpty();
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.SENDING);

        join(store.endRound(lease, ended(1, "first", sent()), settled(message, DeliveryStatus.SENT, null)));

        StoredMessage stored = find(message);
        assertThat(stored.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(stored.ended()).isEqualTo(clock.instant());
        assertThat(stored.sentBy()).map(Attempt::provider).contains("first");
        assertThat(stored.recipients()).extracting(RecipientStatus::state).containsExactly(State.SENT);
        clock.advance(Duration.ofDays(1));
        assertThat(claim()).isEmpty();
    }

    @Test
    void anAttemptThatBeganAndDidNotEndIsUnknownToWhoTakesTheMessageOver() {
        Message message = Messages.to("ann@example.com");
        Lease dead = accept(sending(message, "first"));
        clock.advance(LEASE.plusMillis(1));

        ClaimedMessage claim = claim().get(0);

        assertThat(claim.takenOver()).isTrue();
        assertThat(claim.interrupted()).isTrue();
        assertThat(claim.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.provider()).isEqualTo("first");
            assertThat(attempt.outcome()).isInstanceOf(Unknown.class);
        });
        assertThat(claim.lease().fence()).isGreaterThan(dead.fence());
    }

    @Test
    void aCopyThatWasInterruptedIsMarked() {
        Message message = Messages.to("ann@example.com");
        accept(sending(message, "first"));
        clock.advance(Duration.ofSeconds(61));
        Lease lease = claim().get(0).lease();
        join(store.begin(lease, null, begun(2, "second")));
        clock.advance(Duration.ofSeconds(61));

        assertThat(claim()).singleElement().satisfies(claim -> {
            assertThat(claim.attempts()).extracting(Attempt::outcome).hasOnlyElementsOfType(Unknown.class);
            assertThat(claim.possibleDuplicate()).isTrue();
        });
    }

    @Test
    void anInterruptedAttemptStaysOneWhereWhoTookItOverDiesAsWell() {
        accept(sending(Messages.to("ann@example.com"), "first"));
        for (int death = 0; death < 3; death++) {
            clock.advance(LEASE.plusMillis(1));
            assertThat(claim())
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.interrupted()).isTrue());
        }
    }

    @Test
    void whoLostTheLeaseCanWriteNothing() {
        Message message = Messages.to("ann@example.com");
        Lease late = accept(sending(message, "first"));
        clock.advance(LEASE.plusMillis(1));
        Lease held = claim().get(0).lease();

        assertThatThrownBy(() -> join(
                        store.endRound(late, ended(1, "first", sent()), settled(message, DeliveryStatus.SENT, null))))
                .hasCauseInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> join(store.begin(late, null, begun(2, "second"))))
                .hasCauseInstanceOf(LeaseLostException.class);
        assertThat(join(store.renew(List.of(late, held)))).containsExactly(late);
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.SENDING);
        assertThat(find(message).attempts())
                .extracting(Attempt::outcome)
                .allSatisfy(o -> assertThat(o).isInstanceOf(Unknown.class));
    }

    @Test
    void aRenewedLeaseHolds() {
        Lease lease = accept(sending(Messages.to("ann@example.com"), "first"));
        for (int i = 0; i < 5; i++) {
            clock.advance(LEASE.dividedBy(2));
            assertThat(join(store.renew(List.of(lease)))).isEmpty();
            assertThat(claim()).isEmpty();
        }
    }

    @Test
    void oneAttemptEndsAsTheNextBegins() {
        Message message = Messages.to("ann@example.com");
        Lease lease = accept(sending(message, "first"));
        Outcome unreachable = new Outcome.Unavailable(Outcome.Cause.UNREACHABLE, Reply.none("refused"));

        join(store.begin(lease, ended(1, "first", unreachable), begun(2, "second")));
        assertThat(find(message).attempts()).extracting(Attempt::outcome).containsExactly(unreachable);

        join(store.endRound(lease, ended(2, "second", sent()), settled(message, DeliveryStatus.SENT, null)));
        assertThat(find(message).attempts()).extracting(Attempt::number).containsExactly(1, 2);
        assertThat(find(message).attempts()).extracting(Attempt::outcome).containsExactly(unreachable, sent());
    }

    @Test
    void whatIsToBeTriedAgainIsDueThen() {
        Message message = Messages.to("ann@example.com");
        Lease lease = accept(sending(message, "first"));
        Instant due = clock.instant().plusSeconds(30);
        join(store.endRound(lease, ended(1, "first", throttled()), settled(message, DeliveryStatus.QUEUED, due)));

        assertThat(find(message).due()).isEqualTo(due);
        clock.advance(Duration.ofMillis(29_999));
        assertThat(claim()).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(claim()).singleElement().satisfies(claim -> {
            assertThat(claim.rounds()).isEqualTo(1);
            assertThat(claim.attempts()).hasSize(1);
            assertThat(claim.takenOver()).isFalse();
        });
    }

    @Test
    void aMessageForLaterWaits() {
        Message message = Messages.to("ann@example.com");
        Instant due = clock.instant().plus(Duration.ofDays(3));
        join(store.add(new Submission(message, "", OnUnknown.HOLD, Priority.NORMAL, due, null, null)));

        assertThat(claim()).isEmpty();
        clock.advance(Duration.ofDays(3));
        assertThat(claim()).singleElement().satisfies(claim -> {
            assertThat(claim.started()).isEqualTo(due);
            assertThat(claim.onUnknown()).isEqualTo(OnUnknown.HOLD);
        });
    }

    @Test
    void thoseOfHighPriorityComeFirst() {
        List<Message> messages = IntStream.range(0, 6)
                .mapToObj(i -> Messages.to("ann" + i + "@example.com"))
                .toList();
        Priority[] order = {Priority.BULK, Priority.NORMAL, Priority.HIGH, Priority.BULK, Priority.HIGH, Priority.NORMAL
        };
        for (int i = 0; i < order.length; i++) {
            join(store.add(
                    new Submission(messages.get(i), "", OnUnknown.RESEND, order[i], clock.instant(), null, null)));
        }

        assertThat(join(store.claim(10, Priority.HIGH, id -> false)))
                .extracting(ClaimedMessage::priority)
                .containsOnly(Priority.HIGH)
                .hasSize(2);
        assertThat(join(store.claim(3, Priority.BULK, id -> false)))
                .extracting(ClaimedMessage::priority)
                .containsExactly(Priority.NORMAL, Priority.NORMAL, Priority.BULK);
        assertThat(claim()).hasSize(1);
    }

    @Test
    void largeContentIsReadOnceItIsTaken() {
        Message large = Messages.withText("ä".repeat(500_000));
        Message small = Messages.to("ann@example.com");
        accept(queued(large));
        accept(queued(small));
        List<Long> sizes = new ArrayList<>();

        assertThat(join(store.claim(10, Priority.BULK, (id, priority, bytes) -> {
                    sizes.add(bytes);
                    return bytes < 100_000;
                })))
                .extracting(ClaimedMessage::message)
                .containsExactly(small);
        assertThat(sizes).anyMatch(bytes -> bytes > 1_000_000 && bytes < 1_001_000);
        assertThat(find(large).status()).isEqualTo(DeliveryStatus.QUEUED);
        assertThat(claim()).extracting(ClaimedMessage::message).containsExactly(large);
    }

    @Test
    void aKeyIsGoodForOneMessage() {
        Message message = Messages.to("ann@example.com");
        IdempotencyKey key = key("k", 1);

        assertThat(join(store.add(with(key, message)))).isInstanceOf(Accepted.class);
        assertThat(join(store.add(with(key, Messages.to("ann@example.com")))))
                .isEqualTo(new Replayed(message.id().value()));
        assertThat(join(store.add(with(key("k", 2), Messages.to("bob@example.com")))))
                .isEqualTo(new Added.Conflict());
        assertThat(join(store.add(with(
                        new IdempotencyKey("somebody else", "k", 0, new byte[] {2}), Messages.to("bob@example.com")))))
                .isInstanceOf(Accepted.class);
        assertThat(claim()).hasSize(2);
    }

    @Test
    void aKeyIsForgottenAfterADay() {
        join(store.add(with(key("k", 1), Messages.to("ann@example.com"))));
        clock.advance(Duration.ofHours(24).minusMillis(1));
        assertThat(join(store.add(with(key("k", 1), Messages.to("ann@example.com")))))
                .isInstanceOf(Replayed.class);
        clock.advance(Duration.ofMillis(2));
        assertThat(join(store.add(with(key("k", 1), Messages.to("ann@example.com")))))
                .isInstanceOf(Accepted.class);
    }

    @Test
    void ofAHundredEqualRequestsAtOnceOneIsAccepted() {
        List<CompletionStage<Added>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(store.add(with(key("k", 1), Messages.to("ann@example.com"))));
        }
        List<Added> answers = all.stream().map(MessageStoreContract::join).toList();
        assertThat(answers).filteredOn(Accepted.class::isInstance).hasSize(1);
        assertThat(answers)
                .filteredOn(Replayed.class::isInstance)
                .hasSize(99)
                .containsOnly(answers.stream()
                        .filter(Replayed.class::isInstance)
                        .findFirst()
                        .orElseThrow());
        assertThat(claim()).hasSize(1);
    }

    @Test
    void whatWasNotAcceptedIsTakenBack() {
        Message message = Messages.to("ann@example.com");
        join(store.add(new Submission(
                message, "", OnUnknown.RESEND, Priority.NORMAL, clock.instant(), key("k", 1), begun(1, "first"))));

        store.withdraw(message.id(), clock.instant());

        assertThat(join(store.add(with(key("k", 1), Messages.to("ann@example.com")))))
                .isInstanceOf(Accepted.class);
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.FAILED);
        clock.advance(LEASE.multipliedBy(2));
        assertThat(claim()).hasSize(1).noneMatch(claim -> claim.message().id().equals(message.id()));
    }

    @Test
    void whatSomebodyWasToldToBeAcceptedIsNotTakenBack() {
        Message waiting = Messages.to("ann@example.com");
        join(store.add(with(key("k", 1), waiting)));
        Message sending = Messages.to("bob@example.com");
        join(store.add(new Submission(
                sending, "", OnUnknown.RESEND, Priority.NORMAL, clock.instant(), key("l", 1), begun(1, "first"))));

        assertThat(join(store.add(with(key("k", 1), Messages.to("ann@example.com")))))
                .isEqualTo(new Replayed(waiting.id().value()));
        assertThat(join(store.add(with(key("l", 1), Messages.to("bob@example.com")))))
                .isEqualTo(new Replayed(sending.id().value()));
        store.withdraw(waiting.id(), clock.instant());
        store.withdraw(sending.id(), clock.instant());
        join(store.probe());

        clock.advance(LEASE.plusSeconds(1));
        assertThat(claim())
                .extracting(claim -> claim.message().id())
                .containsExactlyInAnyOrder(waiting.id(), sending.id());
    }

    @Test
    void whoAsksWithTheKeyOfAnotherMessageDoesNotKeepThatFromBeingTakenBack() {
        Message message = Messages.to("ann@example.com");
        join(store.add(with(key("k", 1), message)));

        join(store.add(with(key("k", 2), Messages.to("bob@example.com"))));
        store.withdraw(message.id(), clock.instant());
        join(store.probe());

        assertThat(find(message).status()).isEqualTo(DeliveryStatus.FAILED);
    }

    @Test
    void whatThisDaemonIsAtIsNotTakenEvenAfterItsLease() {
        Message message = Messages.to("ann@example.com");
        Lease lease = accept(sending(message, "first"));
        clock.advance(LEASE.multipliedBy(2));

        assertThat(join(store.claim(10, Priority.BULK, message.id()::equals))).isEmpty();
        join(store.endRound(lease, ended(1, "first", sent()), settled(message, DeliveryStatus.SENT, null)));
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void takingBackWhatNeverCameLeavesNothing() {
        Message message = Messages.to("ann@example.com");
        store.withdraw(message.id(), clock.instant());
        join(store.probe());
        assertThat(join(store.find(message.id().value()))).isEmpty();
    }

    @Test
    void whatWaitsCanBeCancelled() {
        Message waiting = Messages.to("ann@example.com");
        Message sending = Messages.to("bob@example.com");
        join(store.add(queued(waiting)));
        accept(sending(sending, "first"));

        assertThat(join(store.cancel(waiting.id().value()))).isTrue();
        assertThat(join(store.cancel(waiting.id().value()))).isFalse();
        assertThat(join(store.cancel(sending.id().value()))).isFalse();
        assertThat(find(waiting).status()).isEqualTo(DeliveryStatus.CANCELLED);
        assertThat(claim()).isEmpty();
    }

    @Test
    void whatIsHeldCanBeSettled() {
        Message sentAfterAll = unknown();
        Message failed = unknown();
        Message again = unknown();

        assertThat(join(store.resolve(sentAfterAll.id().value(), DeliveryStatus.SENT)))
                .isTrue();
        assertThat(join(store.resolve(failed.id().value(), DeliveryStatus.FAILED)))
                .isTrue();
        assertThat(join(store.resend(again.id().value()))).isTrue();

        assertThat(find(sentAfterAll).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(join(store.resend(sentAfterAll.id().value()))).isFalse();
        assertThat(join(store.resolve(failed.id().value(), DeliveryStatus.SENT)))
                .isFalse();
        assertThat(claim()).singleElement().satisfies(claim -> {
            assertThat(claim.message().id()).isEqualTo(again.id());
            assertThat(claim.possibleDuplicate()).isTrue();
            assertThat(claim.started()).isEqualTo(clock.instant());
        });
    }

    @Test
    void aVerdictIsOnTheRecipientsOfWhomNobodyKnew() {
        Message sent = unknown();
        Message failed = unknown();

        join(store.resolve(sent.id().value(), DeliveryStatus.SENT));
        join(store.resolve(failed.id().value(), DeliveryStatus.FAILED));

        assertThat(find(sent).recipients()).extracting(RecipientStatus::state).containsExactly(State.SENT);
        assertThat(find(failed).recipients()).extracting(RecipientStatus::state).containsExactly(State.FAILED);
    }

    @Test
    void aKeyWhoseMessageHasSurelyFailedIsGoodForAnotherTry() {
        Message first = failed(throttled());
        List<CompletionStage<Added>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(store.add(with(key("k", 1), Messages.to("ann@example.com"))));
        }
        List<Added> answers = all.stream().map(MessageStoreContract::join).toList();

        assertThat(answers)
                .filteredOn(Accepted.class::isInstance)
                .singleElement()
                .satisfies(added -> assertThat(((Accepted) added).retryOf())
                        .isEqualTo(first.id().value()));
        String again = claim().get(0).message().id().value();
        assertThat(answers).filteredOn(Replayed.class::isInstance).hasSize(19).containsOnly(new Replayed(again));
        assertThat(find(first).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(join(store.add(with(key("k", 2), Messages.to("bob@example.com")))))
                .isEqualTo(new Added.Conflict());
    }

    @Test
    void aKeyWhoseMessageMayHaveBeenSentIsNot() {
        Message first = failed(new Unknown(Reply.none("no answer")));

        assertThat(join(store.add(with(key("k", 1), Messages.to("ann@example.com")))))
                .isEqualTo(new Replayed(first.id().value()));
    }

    private Message failed(Outcome outcome) {
        Message message = Messages.to("ann@example.com");
        Lease lease = accept(new Submission(
                message, "", OnUnknown.FAIL, Priority.NORMAL, clock.instant(), key("k", 1), begun(1, "first")));
        join(store.endRound(lease, ended(1, "first", outcome), settled(message, DeliveryStatus.FAILED, null)));
        return message;
    }

    @Test
    void whatWaitsCanBePutOffAndGoesOutUnderThatDate() {
        Message message = Messages.to("ann@example.com");
        Instant due = clock.instant().plus(Duration.ofDays(3));
        join(store.add(queued(message)));

        assertThat(join(store.reschedule(message.id().value(), due))).isTrue();

        assertThat(claim()).isEmpty();
        assertThat(find(message).due()).isEqualTo(due);
        clock.advance(Duration.ofDays(3));
        assertThat(claim()).singleElement().satisfies(claim -> {
            assertThat(claim.started()).isEqualTo(due);
            assertThat(claim.message().date()).isEqualTo(due);
        });
        assertThat(join(store.reschedule(message.id().value(), due))).isFalse();
    }

    @Test
    void whatWasCancelledKeepsItsTimeOrTakesAnotherOne() {
        Message kept = Messages.to("ann@example.com");
        Message other = Messages.to("bob@example.com");
        Instant due = clock.instant().plus(Duration.ofDays(3));
        for (Message message : List.of(kept, other)) {
            join(store.add(queued(message).dueAt(due)));
            join(store.cancel(message.id().value()));
        }
        assertThat(join(store.resend(kept.id().value()))).isTrue();
        assertThat(join(store.resend(other.id().value(), due.plusSeconds(1)))).isTrue();

        assertThat(find(kept).due()).isEqualTo(due);
        assertThat(find(other).due()).isEqualTo(due.plusSeconds(1));
    }

    @Test
    void whatWasRejectedCanBeSentOnceMore() {
        Message message = Messages.to("ann@example.com");
        Lease lease = accept(sending(message, "first"));
        join(store.endRound(
                lease,
                ended(1, "first", new Outcome.Rejected(new Reply(550, "no"))),
                settled(message, DeliveryStatus.REJECTED, null)));

        assertThat(join(store.resend(message.id().value()))).isTrue();
        assertThat(claim()).hasSize(1);
    }

    @Test
    void aMessageIsFoundByItsMessageIdAndTheProviders() {
        Message message = Messages.to("ann@example.com");
        Lease lease = accept(sending(message, "first"));
        join(store.endRound(lease, ended(1, "first", sent()), settled(message, DeliveryStatus.SENT, null)));
        clock.advance(Duration.ofDays(8));
        purge();

        assertThat(find(message).messageId()).isEqualTo(message.id().headerValue());
        assertThat(list(new MessageFilter(null, null, null, null, message.id(), null, null, null, null, 10)))
                .containsExactly(message.id().value());
        assertThat(list(new MessageFilter(
                        null,
                        null,
                        null,
                        null,
                        new io.mailsender.message.MessageId(message.id().value(), "elsewhere.example"),
                        null,
                        null,
                        null,
                        null,
                        10)))
                .isEmpty();
        assertThat(list(new MessageFilter(null, null, null, null, null, "id-1", null, null, null, 10)))
                .containsExactly(message.id().value());
        assertThat(list(new MessageFilter("another key", null, null, null, null, "id-1", null, null, null, 10)))
                .isEmpty();
    }

    @Test
    void listsByStatusRecipientTagAndTime() {
        Message first = Messages.to("ann@example.com");
        Message second = Messages.withEverything();
        accept(sending(first, "first"));
        clock.advance(Duration.ofMinutes(1));
        join(store.add(queued(second)));

        assertThat(list(filter(null, null, null, null)))
                .containsExactly(second.id().value(), first.id().value());
        assertThat(list(filter(DeliveryStatus.SENDING, null, null, null)))
                .containsExactly(first.id().value());
        assertThat(list(filter(null, "ann@example.com", null, null)))
                .contains(first.id().value());
        assertThat(list(filter(null, "nobody@example.com", null, null))).isEmpty();
        assertThat(list(filter(null, null, second.extras().tags().get(0), null)))
                .containsExactly(second.id().value());
        assertThat(list(filter(null, null, "%", null))).isEmpty();
        assertThat(list(filter(null, null, null, clock.instant())))
                .containsExactly(second.id().value());
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrOverlap() {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 25; i++) {
            Message message = Messages.to("ann@example.com");
            all.add(message.id().value());
            join(store.add(queued(message)));
            clock.advance(Duration.ofMillis(i % 3));
        }
        List<String> seen = new ArrayList<>();
        MessageFilter.Position after = null;
        do {
            List<StoredMessage> page =
                    join(store.list(new MessageFilter(null, null, null, null, null, null, null, null, after, 10)));
            page.forEach(message -> seen.add(message.id()));
            StoredMessage last = page.isEmpty() ? null : page.get(page.size() - 1);
            after = last == null ? null : new MessageFilter.Position(last.accepted(), last.id());
        } while (after != null);
        assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void forgetsTheContentFirstAndTheRecordLater() {
        Message message = Messages.withEverything();
        Lease lease = accept(sending(message, "first"));
        join(store.endRound(lease, ended(1, "first", throttled()), settled(message, DeliveryStatus.FAILED, null)));
        Message waits = Messages.to("bob@example.com");
        join(store.add(new Submission(
                waits, "", OnUnknown.RESEND, Priority.NORMAL, clock.instant().plus(Duration.ofDays(200)), null, null)));

        clock.advance(Duration.ofDays(8));
        purge();
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(join(store.resend(message.id().value()))).isFalse();

        clock.advance(Duration.ofDays(90));
        purge();
        assertThat(join(store.find(message.id().value()))).isEmpty();
        assertThat(list(filter(null, null, null, null)))
                .containsExactly(waits.id().value());
        clock.advance(Duration.ofDays(200));
        assertThat(claim()).hasSize(1);
    }

    @Test
    void tellsHowMuchWaits() {
        join(store.add(queued(Messages.to("ann@example.com"))));
        Instant first = clock.instant();
        clock.advance(Duration.ofSeconds(5));
        join(store.add(queued(Messages.to("ann@example.com"))));
        accept(sending(Messages.to("ann@example.com"), "first"));

        assertThat(join(store.depths()))
                .containsExactlyInAnyOrder(
                        new MessageStore.Depth(DeliveryStatus.QUEUED, Priority.NORMAL, 2, first),
                        new MessageStore.Depth(DeliveryStatus.SENDING, Priority.NORMAL, 1, clock.instant()));
    }

    @Test
    void whatIsForLaterDoesNotWaitYet() {
        Instant later = clock.instant().plus(Duration.ofDays(3));
        join(store.add(new Submission(
                Messages.to("ann@example.com"), "", OnUnknown.RESEND, Priority.NORMAL, later, null, null)));

        assertThat(join(store.depths()))
                .containsExactly(new MessageStore.Depth(DeliveryStatus.QUEUED, Priority.NORMAL, 1, later));
    }

    @Test
    void countsWhatWaitsForAPerson() {
        join(store.add(queued(Messages.to("ann@example.com"))));
        assertThat(join(store.unsettled())).isZero();
        Message one = unknown();
        unknown();
        assertThat(join(store.unsettled())).isEqualTo(2);

        join(store.resolve(one.id().value(), DeliveryStatus.SENT));

        assertThat(join(store.unsettled())).isEqualTo(1);
    }

    @Test
    void aMessageThatCannotBeReadFailsAndHoldsUpNobody() throws Exception {
        Message broken = Messages.to("ann@example.com");
        join(store.add(queued(broken)));
        join(store.add(queued(Messages.to("bob@example.com"))));
        damage(broken.id().value());

        assertThat(claim()).hasSize(1);
        assertThat(find(broken).status()).isEqualTo(DeliveryStatus.FAILED);
    }

    /** Spoils a message's content. */
    abstract void damage(String id) throws Exception;

    @Test
    void refusesWorkOnceItIsClosed() {
        store.close();
        assertThatThrownBy(() -> join(store.add(queued(Messages.to("ann@example.com")))))
                .hasCauseInstanceOf(StoreUnavailableException.class);
    }

    final MessageStore store() {
        return store;
    }

    static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    final Submission queued(Message message) {
        return new Submission(message, "", OnUnknown.RESEND, Priority.NORMAL, clock.instant(), null, null);
    }

    final Submission sending(Message message, String provider) {
        return queued(message).withFirst(begun(1, provider));
    }

    final Lease accept(Submission submission) {
        return ((Accepted) join(store.add(submission))).lease();
    }

    final List<ClaimedMessage> claim() {
        return join(store.claim(100, Priority.BULK, id -> false));
    }

    final StoredMessage find(Message message) {
        return join(store.find(message.id().value())).orElseThrow();
    }

    private Message unknown() {
        Message message = Messages.to("ann@example.com");
        Lease lease = accept(sending(message, "first"));
        join(store.endRound(
                lease,
                ended(1, "first", new Unknown(Reply.none("no answer"))),
                new NextStep(DeliveryStatus.UNKNOWN, null, 1, false, pending(message))));
        return message;
    }

    private Submission with(IdempotencyKey key, Message message) {
        return new Submission(message, "", OnUnknown.RESEND, Priority.NORMAL, clock.instant(), key, null);
    }

    private static IdempotencyKey key(String key, int fingerprint) {
        return new IdempotencyKey("", key, 0, new byte[] {(byte) fingerprint});
    }

    private Begun begun(int number, String provider) {
        return new Begun(number, provider, clock.instant());
    }

    private Attempt ended(int number, String provider, Outcome outcome) {
        return begun(number, provider).ended(clock.instant(), outcome);
    }

    private static Outcome sent() {
        return new Sent(new Reply(200, "OK"), "id-1");
    }

    private static Outcome throttled() {
        return new Outcome.Unavailable(Outcome.Cause.THROTTLED, new Reply(429, "later"));
    }

    private static List<RecipientStatus> pending(Message message) {
        return message.destination().addresses().stream()
                .map(RecipientStatus::pending)
                .toList();
    }

    private static NextStep settled(Message message, DeliveryStatus status, @Nullable Instant due) {
        List<RecipientStatus> recipients = message.destination().addresses().stream()
                .map(address -> status == DeliveryStatus.SENT
                        ? new RecipientStatus(address, State.SENT, null)
                        : RecipientStatus.pending(address))
                .toList();
        return new NextStep(status, due, 1, false, recipients);
    }

    private MessageFilter filter(
            @Nullable DeliveryStatus status,
            @Nullable String recipient,
            @Nullable String tag,
            @Nullable Instant since) {
        return new MessageFilter(
                null,
                status,
                recipient == null ? null : io.mailsender.message.EmailAddress.parse(recipient),
                tag,
                null,
                null,
                since,
                null,
                null,
                10);
    }

    private List<String> list(MessageFilter filter) {
        return join(store.list(filter)).stream().map(StoredMessage::id).toList();
    }

    private void purge() {
        while (join(store.purge(Duration.ofDays(7), Duration.ofDays(90)))) {
            // The next bite.
        }
    }
}
