package io.mailsender.provider.adapter;

import static io.mailsender.provider.OutcomeAssertions.assertSent;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.adapter.Rehearsal.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RehearsalTest {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(7);

    @ParameterizedTest
    @CsvSource({
        "DNS, UNREACHABLE, 0",
        "REFUSED, UNREACHABLE, 0",
        "CONNECT_TIMEOUT, UNREACHABLE, 0",
        "TLS, UNREACHABLE, 0",
        "REDIRECT, UNREACHABLE, 307",
        "THROTTLED, THROTTLED, 429",
        "UNAVAILABLE_503, THROTTLED, 503",
        "GREYLISTED, DEFERRED, 451",
        "MAILBOX_FULL, DEFERRED, 452",
        "UNAUTHORIZED, ACCOUNT, 401",
        "QUOTA, ACCOUNT, 402",
        "SUSPENDED, ACCOUNT, 403",
        "UNVERIFIED, ACCOUNT, 403",
        "AUTHENTICATION_FAILED, ACCOUNT, 535",
        "UNSUPPORTED, UNSUPPORTED, 0",
    })
    void isUnavailable(Mode mode, Cause cause, int status) {
        assertThat(send(mode, "a@example.org")).isInstanceOfSatisfying(Outcome.Unavailable.class, outcome -> {
            assertThat(outcome.cause()).isEqualTo(cause);
            assertThat(outcome.reply().statusCode()).isEqualTo(status);
            assertThat(outcome.reply().text()).isNotBlank();
            assertThat(outcome.retryAfter()).isEqualTo(cause == Cause.THROTTLED ? RETRY_AFTER : null);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"REJECTED", "NO_SUCH_MAILBOX"})
    void rejects(Mode mode) {
        assertThat(send(mode, "a@example.org")).isInstanceOf(Outcome.Rejected.class);
    }

    @ParameterizedTest
    @CsvSource({
        "TIMEOUT, 0",
        "ACCEPTED_THEN_TIMEOUT, 0",
        "RESET, 0",
        "REQUEST_TIMEOUT, 408",
        "SERVER_ERROR, 500",
        "BAD_GATEWAY, 502",
        "GATEWAY_TIMEOUT, 504",
    })
    void isUnknown(Mode mode, int status) {
        assertThat(send(mode, "a@example.org"))
                .isInstanceOfSatisfying(
                        Outcome.Unknown.class,
                        outcome -> assertThat(outcome.reply().statusCode()).isEqualTo(status));
    }

    @Test
    void acceptsWithoutAnId() {
        assertSent(send(Mode.ACCEPTED_NO_ID, "a@example.org"), null);
    }

    @Test
    void refusesAllRecipientsButTheFirst() {
        assertThat(send(Mode.PARTIAL, "a@example.org", "b@example.org", "c@example.org"))
                .isInstanceOfSatisfying(
                        Outcome.Sent.class,
                        sent -> assertThat(sent.refused())
                                .hasSize(2)
                                .hasEntrySatisfying(
                                        EmailAddress.parse("b@example.org"),
                                        refusal -> assertThat(refusal).isInstanceOf(Outcome.Rejected.class))
                                .hasEntrySatisfying(
                                        EmailAddress.parse("c@example.org"),
                                        refusal -> assertThat(refusal).isInstanceOf(Outcome.Unavailable.class)));
    }

    @Test
    void isUnknownIfItsDelayIsTooLong() {
        Rehearsal rehearsal = rehearsal(Mode.REJECTED, Duration.ofHours(1));
        assertThat(send(rehearsal, Duration.ofMillis(20), "a@example.org").join())
                .isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void acceptsLate() {
        assertThat(late(rehearsal(Mode.ACCEPTED_LATE, Duration.ofMillis(20)))).isInstanceOf(Outcome.Sent.class);
    }

    @Test
    void answersLateIfItsDelayIsLongerThanTheTimeout() {
        assertThat(late(rehearsal(Mode.REJECTED, Duration.ofMillis(40)))).isInstanceOf(Outcome.Rejected.class);
    }

    private static Outcome late(Rehearsal rehearsal) {
        Outcome outcome =
                send(rehearsal, Duration.ofMillis(20), "a@example.org").join();
        assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
        return requireNonNull(((Outcome.Unknown) outcome).late())
                .toCompletableFuture()
                .join();
    }

    @Test
    void doesNotBlockTheCaller() {
        CompletableFuture<Outcome> outcome =
                send(rehearsal(Mode.TIMEOUT, Duration.ZERO), Duration.ofHours(1), "a@example.org");
        assertThat(outcome).isNotDone();
        outcome.cancel(true);
    }

    private static Outcome send(Mode mode, String... to) {
        return send(rehearsal(mode, Duration.ofMillis(1)), Duration.ofMillis(20), to)
                .join();
    }

    private static Rehearsal rehearsal(Mode mode, Duration delay) {
        return new Rehearsal(new Rehearsal.Settings("drill", mode, RETRY_AFTER, delay));
    }

    private static CompletableFuture<Outcome> send(Rehearsal rehearsal, Duration timeout, String... to) {
        Message message = new Message(
                new MessageId("0123456789abcdef0123456789abcdef", "example.org"),
                Instant.EPOCH,
                new Originator(null, null, List.of()),
                new Destination(List.of(to).stream().map(Mailbox::parse).toList(), List.of(), List.of()),
                new Content("s", "t", null, List.of()),
                Extras.NONE);
        return rehearsal.send(message, message.envelope(), timeout).toCompletableFuture();
    }
}
