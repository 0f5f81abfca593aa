package io.mailsender.provider;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An answer other than 2xx, as the vendor's adapter reads it.
 *
 * @param text the vendor's message for people; {@code null} if the answer is not in the vendor's format
 * @param verdict the outcome for the vendor's error code; empty if the answer has no code that the adapter knows, in which case the
 *     HTTP status decides
 */
public record VendorReply(@Nullable String text, Function<Reply, Optional<Outcome>> verdict) {

    /** The answer is not in the vendor's format. */
    public static final VendorReply UNREADABLE = new VendorReply(null, reply -> Optional.empty());
}
