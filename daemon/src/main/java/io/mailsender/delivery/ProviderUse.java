package io.mailsender.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one node uses a provider, as it reports to the other nodes of the store.
 *
 * @param used how many messages or recipients of {@code limits.rate} it has used in the current period
 * @param wanted how many it has sent or wanted to send since its last report
 * @param rest how much longer the provider rests, by what this node itself saw; {@code null} if it does not rest
 */
public record ProviderUse(
        String provider, long used, long wanted, @Nullable Duration rest) {}
