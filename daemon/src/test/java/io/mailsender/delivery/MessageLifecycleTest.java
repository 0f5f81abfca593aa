package io.mailsender.delivery;

import static io.mailsender.delivery.DeliveryStatus.CANCELLED;
import static io.mailsender.delivery.DeliveryStatus.FAILED;
import static io.mailsender.delivery.DeliveryStatus.QUEUED;
import static io.mailsender.delivery.DeliveryStatus.SENDING;
import static io.mailsender.delivery.DeliveryStatus.SENT;
import static io.mailsender.delivery.DeliveryStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class MessageLifecycleTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant STARTED = NOW.minusSeconds(60);
    private static final Instant LATER = NOW.plusSeconds(60);

    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BOB = EmailAddress.parse("bob@example.com");

    private static final Outcome SENT_AFTER_ALL = new Sent(new Reply(200, "OK"), "id-1");
    private static final Outcome NO_ANSWER = new Unknown(Reply.none("no answer"));

    @ParameterizedTest
    @EnumSource
    void aTransitionLeadsFromItsStatusesToItsStatusesOnly(Transition transition) {
        for (DeliveryStatus status : DeliveryStatus.values()) {
            assertThat(transition.isAllowedIn(status))
                    .as("%s of a %s message", transition.word(), status.word())
                    .isEqualTo(transition.from().contains(status));
            if (transition.to().contains(status)) {
                assertThat(transition.require(status)).isEqualTo(status);
            } else {
                assertThatIllegalStateException()
                        .isThrownBy(() -> transition.require(status))
                        .withMessage("transition %s does not lead to status %s", transition.word(), status.word());
            }
        }
    }

    @Test
    void nodesMoveAMessageByTheTable() {
        assertThat(MessageLifecycle.accept(false)).isEqualTo(QUEUED);
        assertThat(MessageLifecycle.accept(true)).isEqualTo(SENDING);
        assertThat(MessageLifecycle.claim()).isEqualTo(SENDING);
        assertThat(MessageLifecycle.discard()).isEqualTo(FAILED);
        assertThat(MessageLifecycle.withdraw()).isEqualTo(FAILED);
    }

    /** The status after a request, by the status before; - if the request is refused. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # before       | queued    | sending | sent   | rejected | failed | unknown | cancelled
            cancel         | cancelled | -       | -      | -        | -      | -       | -
            reschedule     | queued    | -       | -      | -        | -      | -       | -
            resend         | -         | -       | queued | queued   | queued | queued  | queued
            resolve sent   | -         | -       | -      | -        | -      | sent    | -
            resolve failed | -         | -       | -      | -        | -      | failed  | -
            """)
    void aCallerMovesAMessageByTheTable(String request, ArgumentsAccessor table) {
        Transition transition = Arrays.stream(Transition.values())
                .filter(each -> each.word().equals(request.split(" ")[0]))
                .findFirst()
                .orElseThrow();
        for (DeliveryStatus before : DeliveryStatus.values()) {
            Optional<MessageChange> change = request(request, message(before));

            assertThat(word(change))
                    .as("%s of a %s message", request, before.word())
                    .isEqualTo(table.getString(1 + before.ordinal()));
            assertThat(change.isPresent())
                    .as("%s of a %s message by the transitions", request, before.word())
                    .isEqualTo(transition.isAllowedIn(before));
        }
    }

    private static Optional<MessageChange> request(String request, MessageState message) {
        return switch (request) {
            case "cancel" -> MessageLifecycle.cancel(message);
            case "reschedule" -> MessageLifecycle.reschedule(message, LATER, NOW);
            case "resend" -> MessageLifecycle.resend(message, null, NOW);
            case "resolve sent" -> MessageLifecycle.resolve(message, SENT);
            default -> MessageLifecycle.resolve(message, FAILED);
        };
    }

    /** The status after the answer to the only attempt, by the status before; - if the correction must wait. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # before    | queued   | sending | sent | rejected | failed | unknown  | cancelled
            sent        | sent     | -       | sent | sent     | sent   | sent     | sent
            rejected    | rejected | -       | sent | rejected | failed | rejected | cancelled
            unreachable | queued   | -       | sent | rejected | failed | queued   | cancelled
            unknown     | queued   | -       | sent | rejected | failed | unknown  | cancelled
            """)
    void aLateAnswerMovesAMessageByTheTable(String answer, ArgumentsAccessor table) {
        for (DeliveryStatus before : DeliveryStatus.values()) {
            Attempt attempt = attempt(1, outcome(answer));
            Optional<MessageChange> change =
                    MessageLifecycle.correct(message(before, attempt(1, NO_ANSWER)), attempt, List.of(ANN), NOW);

            assertThat(word(change))
                    .as("%s to a %s message", answer, before.word())
                    .isEqualTo(table.getString(1 + before.ordinal()));
            change.filter(correction -> correction.status() != before)
                    .ifPresent(correction -> assertThat(Stream.of(Transition.LATE_ANSWER, Transition.LATE_SUCCESS))
                            .as(
                                    "a transition from %s to %s",
                                    before.word(), correction.status().word())
                            .anyMatch(transition -> transition.isAllowedIn(before)
                                    && transition.to().contains(correction.status())));
            assertThat(change.map(MessageChange::corrected)).isEqualTo(change.map(correction -> attempt));
        }
    }

    private static Outcome outcome(String word) {
        return switch (word) {
            case "sent" -> SENT_AFTER_ALL;
            case "rejected" -> new Rejected(new Reply(550, "5.1.1 no such user"));
            case "unreachable" -> new Unavailable(Cause.UNREACHABLE, Reply.none("refused"));
            default -> NO_ANSWER;
        };
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"SENT", "FAILED"})
    void anUnknownMessageIsSettledAsSentOrFailedOnly(DeliveryStatus status) {
        assertThatIllegalStateException().isThrownBy(() -> MessageLifecycle.resolve(message(UNKNOWN), status));
    }

    @ParameterizedTest
    @EnumSource
    void aRoundEndsInTheStatusesOfTheTableOnly(DeliveryStatus status) {
        Instant due = status.isFinal() ? null : LATER;
        if (Transition.END_ROUND.to().contains(status)) {
            assertThat(nextStep(status, due).status()).isEqualTo(status);
        } else {
            assertThatIllegalStateException().isThrownBy(() -> nextStep(status, due));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageIsDueOrHasEnded(DeliveryStatus status) {
        Instant due = status.isFinal() ? LATER : null;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MessageChange(status, due, List.of(), false, false, null));
        if (Transition.END_ROUND.to().contains(status)) {
            assertThatIllegalArgumentException().isThrownBy(() -> nextStep(status, due));
        }
    }

    private static NextStep nextStep(DeliveryStatus status, @Nullable Instant due) {
        return new NextStep(status, due, 1, false, List.of());
    }

    @Test
    void aMessageIsResentToThoseWhoDoNotHaveIt() {
        MessageState partlySent = message(SENT, attempt(1, NO_ANSWER));

        assertThat(MessageLifecycle.resend(partlySent, null, NOW)).hasValueSatisfying(change -> {
            assertThat(change.recipients()).containsExactly(status(ANN, State.SENT), status(BOB, State.PENDING));
            assertThat(change.due()).isEqualTo(NOW);
            assertThat(change.possibleDuplicate())
                    .as("because an attempt is unknown")
                    .isTrue();
            assertThat(change.restarts()).isTrue();
        });
        assertThat(MessageLifecycle.resend(
                        new MessageState(SENT, STARTED, null, false, List.of(status(ANN, State.SENT)), List.of()),
                        null,
                        NOW))
                .as("everybody has it")
                .isEmpty();
    }

    @Test
    void aMessageThatWasTriedIsNotRescheduled() {
        assertThat(MessageLifecycle.reschedule(message(QUEUED, attempt(1, NO_ANSWER)), LATER, NOW))
                .isEmpty();
    }

    @Test
    void aCancelledMessageIsResentAtItsTime() {
        MessageState scheduled = new MessageState(CANCELLED, LATER, null, false, recipients(CANCELLED), List.of());

        assertThat(MessageLifecycle.resend(scheduled, null, NOW))
                .hasValueSatisfying(change -> assertThat(change.due()).isEqualTo(LATER));
        assertThat(MessageLifecycle.resend(scheduled, NOW, NOW))
                .hasValueSatisfying(change -> assertThat(change.due()).isEqualTo(NOW));
    }

    @Test
    void anAttemptThatIsNotOnRecordIsNotCorrected() {
        assertThat(MessageLifecycle.correct(message(UNKNOWN), attempt(1, SENT_AFTER_ALL), List.of(ANN), NOW))
                .isEmpty();
    }

    @Test
    void aWrongMarkOfAPossibleDuplicateIsRemoved() {
        MessageState marked = new MessageState(
                SENT,
                STARTED,
                null,
                true,
                List.of(status(ANN, State.SENT)),
                List.of(attempt(1, NO_ANSWER), attempt(2, SENT_AFTER_ALL)));

        assertThat(correct(marked, outcome("unreachable")).possibleDuplicate()).isFalse();
        assertThat(correct(marked, outcome("sent")).possibleDuplicate()).isTrue();
        assertThat(correct(marked, outcome("unknown")).possibleDuplicate()).isTrue();
    }

    private static MessageChange correct(MessageState message, Outcome outcome) {
        return MessageLifecycle.correct(message, attempt(1, outcome), List.of(ANN), NOW)
                .orElseThrow();
    }

    private static String word(Optional<MessageChange> change) {
        return change.map(made -> made.status().word()).orElse("-");
    }

    private static MessageState message(DeliveryStatus status, Attempt... attempts) {
        return new MessageState(
                status, STARTED, status.isFinal() ? null : LATER, false, recipients(status), List.of(attempts));
    }

    /** Recipients as a message with this status has them; those of a sent one did not all get it. */
    private static List<RecipientStatus> recipients(DeliveryStatus status) {
        return switch (status) {
            case SENT -> List.of(status(ANN, State.SENT), status(BOB, State.FAILED));
            case REJECTED -> List.of(status(ANN, State.REFUSED));
            case FAILED -> List.of(status(ANN, State.FAILED));
            default -> List.of(status(ANN, State.PENDING));
        };
    }

    private static RecipientStatus status(EmailAddress address, State state) {
        return new RecipientStatus(address, state, null);
    }

    private static Attempt attempt(int number, Outcome outcome) {
        return new Attempt(number, "first", STARTED, Duration.ofSeconds(1), outcome);
    }
}
