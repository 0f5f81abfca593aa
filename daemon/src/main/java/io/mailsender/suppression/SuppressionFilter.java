package io.mailsender.suppression;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.SuppressionReason;
import org.jspecify.annotations.Nullable;

/**
 * Selects entries of the list; {@code null} selects all.
 *
 * @param scope the name of an API key, or {@link Suppression#GLOBAL}
 * @param after the last entry of the page before
 */
public record SuppressionFilter(
        @Nullable String scope,
        @Nullable EmailAddress address,
        @Nullable SuppressionReason reason,
        @Nullable String source,
        @Nullable Position after,
        int limit) {

    /** @param key the {@link Suppression#key} of the address */
    public record Position(String key, String scope) {

        static Position of(Suppression entry) {
            return new Position(Suppression.key(entry.address()), entry.scope());
        }
    }

    SuppressionFilter from(@Nullable Position position) {
        return new SuppressionFilter(scope, address, reason, source, position, limit);
    }
}
