package io.mailsender.oauth;

import java.time.Duration;
import java.time.Instant;

/**
 * An access token (RFC 6749, section 1.4).
 *
 * @param renewAt when 80 % of its life are over
 * @param expires when it is no longer used, shortly before the vendor stops accepting it
 */
public record AccessToken(String value, Instant renewAt, Instant expires) {

    /** How long a request with the token may take to arrive. */
    private static final Duration TRANSIT = Duration.ofSeconds(30);

    static AccessToken of(String value, Duration life, Instant now) {
        Duration tenth = life.dividedBy(10);
        return new AccessToken(
                value,
                now.plus(tenth.multipliedBy(8)),
                now.plus(life).minus(tenth.compareTo(TRANSIT) < 0 ? tenth : TRANSIT));
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "AccessToken[expires=" + expires + "]";
    }
}
