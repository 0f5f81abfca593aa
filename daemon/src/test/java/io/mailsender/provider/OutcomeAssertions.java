package io.mailsender.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import org.jspecify.annotations.Nullable;

/** Checks of outcomes that the tests of all providers need. */
public final class OutcomeAssertions {

    private OutcomeAssertions() {}

    public static void assertUnavailable(Outcome outcome, Cause cause) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        unavailable -> assertThat(unavailable.cause()).isEqualTo(cause));
    }

    public static void assertUnavailable(Outcome outcome, Cause cause, int status) {
        assertUnavailable(outcome, cause);
        assertStatus(outcome, status);
    }

    public static void assertUnknown(Outcome outcome, int status) {
        assertThat(outcome).isInstanceOf(Unknown.class);
        assertStatus(outcome, status);
    }

    /** @param id {@code null} if the answer has none that can be read */
    public static void assertSent(Outcome outcome, @Nullable String id) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Sent.class, sent -> assertThat(sent.providerMessageId()).isEqualTo(id));
    }

    private static void assertStatus(Outcome outcome, int status) {
        assertThat(outcome.reply().statusCode()).isEqualTo(status);
    }
}
