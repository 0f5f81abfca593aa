package io.mailsender.doctor;

import io.mailsender.provider.Finding;
import io.mailsender.provider.Provider;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A finding, with the provider that it is about.
 *
 * @param provider {@code null} if it is about a sender's domain, whatever the provider
 * @param at when it was found; earlier than the check if the provider could not be asked again
 */
public record CheckedFinding(@Nullable String provider, Finding finding, Instant at) {

    static CheckedFinding of(Provider provider, Finding finding) {
        return new CheckedFinding(provider.name(), finding, Instant.now());
    }

    static CheckedFinding ofDomain(Finding finding) {
        return new CheckedFinding(null, finding, Instant.now());
    }
}
