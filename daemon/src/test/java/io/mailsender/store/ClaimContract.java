package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.NextStep;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Reply;
import io.mailsender.queue.ClaimedMessage;
import io.mailsender.queue.Lease;
import io.mailsender.queue.LeaseLostException;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.queue.StoredMessage;
import io.mailsender.queue.Submission;
import io.mailsender.testing.Messages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store guarantees about due messages, leases, attempts and rounds. */
abstract class ClaimContract extends StoreFixture {

    @Test
    void keepsEveryFieldOfAMessage() {
        Message message = Messages.withEverything();
        join(store().add(queued(message)));

        ClaimedMessage claim = claim().get(0);

        assertThat(claim.message()).usingRecursiveComparison().isEqualTo(message);
        assertThat(claim.recipients())
                .extracting(RecipientStatus::address)
                .containsExactlyElementsOf(message.destination().addresses());
        assertThat(claim.attempts()).isEmpty();
        assertThat(claim.takenOver()).isFalse();
    }

    @Test
    void leasesAMessageThatIsAcceptedWithItsFirstAttempt() {
        Message message = Messages.to("ann@example.com");
        Lease lease = accept(sending(message));

        assertThat(claim()).isEmpty();
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.SENDING);

        endFirst(lease, message, sent(), DeliveryStatus.SENT);

        StoredMessage stored = find(message);
        assertThat(stored.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(stored.ended()).isEqualTo(clock.instant());
        assertThat(stored.sentBy()).map(Attempt::provider).contains("first");
        assertThat(stored.recipients()).extracting(RecipientStatus::state).containsExactly(State.SENT);
        clock.advance(Duration.ofDays(1));
        assertThat(claim()).isEmpty();
    }

    @Test
    void endsAnInterruptedAttemptAsUnknown() {
        Lease orphaned = accept(sending(Messages.to("ann@example.com")));
        clock.advance(LEASE.plusMillis(1));

        ClaimedMessage claim = claim().get(0);

        assertThat(claim.takenOver()).isTrue();
        assertThat(claim.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.provider()).isEqualTo("first");
            assertThat(attempt.outcome()).isInstanceOf(Unknown.class);
        });
        assertThat(claim.lease().fence()).isGreaterThan(orphaned.fence());
    }

    @Test
    void marksAnInterruptedCopyAsPossibleDuplicate() {
        accept(sending(Messages.to("ann@example.com")));
        clock.advance(LEASE.plusMillis(1));
        Lease lease = claim().get(0).lease();
        join(store().begin(lease, null, begun(2, "second")));
        clock.advance(LEASE.plusMillis(1));

        assertThat(claim()).singleElement().satisfies(claim -> {
            assertThat(claim.attempts()).extracting(Attempt::outcome).hasOnlyElementsOfType(Unknown.class);
            assertThat(claim.possibleDuplicate()).isTrue();
        });
    }

    @Test
    void reportsAnInterruptionAgainIfTheNextNodeStopsToo() {
        accept(sending(Messages.to("ann@example.com")));
        for (int node = 0; node < 3; node++) {
            clock.advance(LEASE.plusMillis(1));
            assertThat(claim())
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.attempts()).last().matches(Attempt::isUnknown));
        }
    }

    @Test
    void refusesWritesUnderALostLease() {
        Message message = Messages.to("ann@example.com");
        Lease lost = accept(sending(message));
        clock.advance(LEASE.plusMillis(1));
        Lease held = claim().get(0).lease();

        assertThatThrownBy(() -> endFirst(lost, message, sent(), DeliveryStatus.SENT))
                .hasCauseInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> join(store().begin(lost, null, begun(2, "second"))))
                .hasCauseInstanceOf(LeaseLostException.class);
        assertThat(join(store().renew(List.of(lost, held)))).containsExactly(lost);
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.SENDING);
        assertThat(find(message).attempts()).extracting(Attempt::outcome).hasOnlyElementsOfType(Unknown.class);
    }

    @Test
    void keepsARenewedLease() {
        Lease lease = accept(sending(Messages.to("ann@example.com")));
        for (int i = 0; i < 5; i++) {
            clock.advance(LEASE.dividedBy(2));
            assertThat(join(store().renew(List.of(lease)))).isEmpty();
            assertThat(claim()).isEmpty();
        }
    }

    @Test
    void endsAnAttemptAsTheNextBegins() {
        Message message = Messages.to("ann@example.com");
        Lease lease = accept(sending(message));
        Outcome unreachable = new Outcome.Unavailable(Outcome.Cause.UNREACHABLE, Reply.none("refused"));

        join(store().begin(lease, ended(1, "first", unreachable), begun(2, "second")));
        assertThat(find(message).attempts()).extracting(Attempt::outcome).containsExactly(unreachable);

        join(store().endRound(lease, ended(2, "second", sent()), next(message, DeliveryStatus.SENT)));
        assertThat(find(message).attempts()).extracting(Attempt::number).containsExactly(1, 2);
        assertThat(find(message).attempts()).extracting(Attempt::outcome).containsExactly(unreachable, sent());
    }

    @Test
    void claimsARetryWhenItIsDue() {
        Message message = Messages.to("ann@example.com");
        Lease lease = accept(sending(message));
        Instant due = clock.instant().plusSeconds(30);
        join(store().endRound(lease, ended(1, "first", throttled()), next(message, DeliveryStatus.QUEUED, due)));

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
    void claimsAScheduledMessageWhenItIsDue() {
        Message message = Messages.to("ann@example.com");
        Instant due = clock.instant().plus(Duration.ofDays(3));
        join(store().add(new Submission(message, "", OnUnknown.HOLD, Priority.NORMAL, due, null, null)));

        assertThat(claim()).isEmpty();
        clock.advance(Duration.ofDays(3));
        assertThat(claim()).singleElement().satisfies(claim -> {
            assertThat(claim.started()).isEqualTo(due);
            assertThat(claim.onUnknown()).isEqualTo(OnUnknown.HOLD);
        });
    }

    @Test
    void claimsByPriority() {
        for (Priority priority :
                List.of(Priority.BULK, Priority.NORMAL, Priority.HIGH, Priority.BULK, Priority.HIGH, Priority.NORMAL)) {
            join(store().add(queued(Messages.to("ann@example.com"), priority)));
        }

        assertThat(join(store().claim(10, Priority.HIGH, id -> false)))
                .extracting(ClaimedMessage::priority)
                .containsOnly(Priority.HIGH)
                .hasSize(2);
        assertThat(join(store().claim(3, Priority.BULK, id -> false)))
                .extracting(ClaimedMessage::priority)
                .containsExactly(Priority.NORMAL, Priority.NORMAL, Priority.BULK);
        assertThat(claim()).hasSize(1);
    }

    /** A newer version may add a priority. This version leaves its messages, but the place in the order is by the code. */
    @Test
    void ordersAPriorityBetweenTwoOthersByItsCode() throws Exception {
        int between = (Priority.HIGH.code() + Priority.NORMAL.code()) / 2;
        Message normal = Messages.to("ann@example.com");
        Message other = Messages.to("bob@example.com");
        Message high = Messages.to("cy@example.com");
        join(store().add(queued(normal, Priority.NORMAL)));
        join(store().add(queued(other, Priority.BULK)));
        join(store().add(queued(high, Priority.HIGH)));
        execute("UPDATE message SET priority = " + between + " WHERE id = '" + id(other) + "'");

        assertThat(join(store().claim(2, Priority.BULK, id -> false)))
                .as("the first two: the high one and the one between")
                .extracting(ClaimedMessage::message)
                .contains(high)
                .doesNotContain(normal);
        assertThat(claim()).extracting(ClaimedMessage::message).containsExactly(normal);
        execute("UPDATE message SET priority = " + Priority.BULK.code() + " WHERE id = '" + id(other) + "'");
        assertThat(claim()).extracting(ClaimedMessage::message).containsExactly(other);
    }

    @Test
    void storesTheCodeOfEachPriority() {
        for (Priority priority : Priority.values()) {
            Message message = Messages.to("ann@example.com");
            join(store().add(queued(message, priority)));
            assertThat(find(message).priority()).isEqualTo(priority);
        }
        assertThat(Arrays.stream(Priority.values()).map(Priority::code))
                .as("the order of the codes")
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void tellsTheSelectionTheSizeOfTheContent() {
        Message large = Messages.withText("ä".repeat(500_000));
        Message small = Messages.to("ann@example.com");
        accept(queued(large));
        accept(queued(small));
        List<Long> sizes = new ArrayList<>();

        assertThat(join(store().claim(10, Priority.BULK, (id, priority, bytes) -> {
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
    void leavesAMessageUnderWayAfterItsLease() {
        Message message = Messages.to("ann@example.com");
        Lease lease = accept(sending(message));
        clock.advance(LEASE.multipliedBy(2));

        assertThat(join(store().claim(10, Priority.BULK, message.id()::equals))).isEmpty();
        endFirst(lease, message, sent(), DeliveryStatus.SENT);
        assertThat(find(message).status()).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void updatesTheRightOneOfManyRecipients() {
        String[] addresses = IntStream.range(0, 50)
                // Not in the order of the alphabet.
                .mapToObj(i -> "user" + i * 37 % 50 + "@example.com")
                .toArray(String[]::new);
        Message message = Messages.to(addresses);
        Message other = Messages.to(addresses);
        Lease lease = accept(sending(message));
        join(store().add(queued(other)));
        Instant due = clock.instant().plusSeconds(30);
        List<RecipientStatus> recipients =
                new ArrayList<>(next(message, DeliveryStatus.SENT).recipients());
        RecipientStatus deferred = RecipientStatus.pending(EmailAddress.parse(addresses[33]))
                .deferredUntil(due, new Reply(450, "4.2.1 busy"));
        recipients.set(33, deferred);

        join(store().endRound(
                        lease,
                        ended(1, "first", sent()),
                        new NextStep(DeliveryStatus.QUEUED, due, 1, false, recipients)));

        assertThat(find(message).recipients()).isEqualTo(recipients);
        assertThat(find(message).recipients())
                .extracting(recipient -> recipient.address().toString())
                .containsExactly(addresses);
        assertThat(find(message).recipients())
                .filteredOn(recipient -> recipient.state() != State.SENT)
                .containsExactly(deferred);
        assertThat(find(other).recipients())
                .extracting(RecipientStatus::state)
                .hasSize(50)
                .containsOnly(State.PENDING);
    }

    @Test
    void reportsTheDepthOfTheQueue() {
        join(store().add(queued(Messages.to("ann@example.com"))));
        Instant first = clock.instant();
        clock.advance(Duration.ofSeconds(5));
        join(store().add(queued(Messages.to("ann@example.com"))));
        accept(sending(Messages.to("ann@example.com")));

        assertThat(join(store().depths()))
                .containsExactlyInAnyOrder(
                        new MessageStore.Depth(DeliveryStatus.QUEUED, Priority.NORMAL, 2, first),
                        new MessageStore.Depth(DeliveryStatus.SENDING, Priority.NORMAL, 1, clock.instant()));
    }

    @Test
    void reportsWhenTheFirstScheduledMessageIsDue() {
        Instant later = clock.instant().plus(Duration.ofDays(3));
        join(store().add(queued(Messages.to("ann@example.com")).dueAt(later)));

        assertThat(join(store().depths()))
                .containsExactly(new MessageStore.Depth(DeliveryStatus.QUEUED, Priority.NORMAL, 1, later));
    }

    @Test
    void failsADamagedMessageAndClaimsTheOthers() throws Exception {
        Message damaged = Messages.to("ann@example.com");
        Message intact = Messages.to("bob@example.com");
        join(store().add(queued(damaged)));
        join(store().add(queued(intact)));
        damage(damaged);

        assertThat(claim()).extracting(ClaimedMessage::message).containsExactly(intact);
        assertThat(find(damaged).status()).isEqualTo(DeliveryStatus.FAILED);
    }
}
