package io.mailsender.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decided last about a provider: that it rests, or that it works again.
 *
 * @param until when the rest ends; {@code null} if only a person ends it. Not after {@code since} if the provider was resumed
 * @param reason the operator's words
 * @param by the name of the API key; empty if there are no keys
 */
public record HandRest(
        String provider,
        @Nullable Instant until,
        Instant since,
        @Nullable String reason,
        String by) {

    /** The longest reason, in characters. */
    public static final int MAX_REASON = 200;

    /** The end of a rest. It stays on record, so that the other nodes end the rests of their circuit breakers, too. */
    static HandRest resumed(String provider, Instant now, String by) {
        return new HandRest(provider, now, now, null, by);
    }

    /** Whether it is the end of a rest. */
    boolean isResumption() {
        return until != null && !until.isAfter(since);
    }

    boolean lastsAt(Instant now) {
        return until == null || until.isAfter(now);
    }
}
