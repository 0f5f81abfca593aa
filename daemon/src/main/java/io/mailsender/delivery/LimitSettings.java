package io.mailsender.delivery;

import io.mailsender.common.Rate;
import io.mailsender.provider.Pace;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.convert.format.MapFormat.MapTransformation;
import io.micronaut.core.naming.conventions.StringConvention;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Settings {@code limits}: limits per provider. Nodes that share a store share the rate. Both default to the {@link Pace} of the provider.
 *
 * @param rate the provider's name and its messages or recipients per second, minute, hour or day, such as {@code 14/s} or
 *     {@code 14 recipients/s}
 * @param concurrency the provider's name and its concurrent messages at this node
 */
@Singleton
@Introspected
public record LimitSettings(
        @Property(name = "limits.rate")
        @MapFormat(transformation = MapTransformation.FLAT, keyFormat = StringConvention.RAW)
        Map<String, String> rate,

        @Property(name = "limits.concurrency")
        @MapFormat(transformation = MapTransformation.FLAT, keyFormat = StringConvention.RAW)
        Map<String, String> concurrency) {

    public static final LimitSettings NONE = new LimitSettings(Map.of(), Map.of());

    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,6}");

    /** @throws IllegalArgumentException if a value is not a limit */
    public LimitSettings {
        rate = Map.copyOf(new HashMap<>(rate));
        concurrency = Map.copyOf(new HashMap<>(concurrency));
        rate.forEach((name, limit) -> {
            try {
                RateLimit.parse(limit);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        name
                                + " must be a number of messages per s, m, h or d, such as 14/s, or a number of recipients, such as"
                                + " 14 recipients/s",
                        e);
            }
        });
        concurrency.forEach((name, limit) -> {
            if (!COUNT.matcher(limit).matches()) {
                throw new IllegalArgumentException(name + " must be a whole number from 1 to 9999999");
            }
        });
    }

    /** @param otherwise what the vendor takes, if there is no setting */
    Optional<RateLimit> rateOf(String provider, Pace otherwise) {
        String limit = rate.get(provider);
        return limit == null
                ? Optional.ofNullable(otherwise.rate()).map(vendor -> new RateLimit(vendor, false))
                : Optional.of(RateLimit.parse(limit));
    }

    /**
     * The provider's concurrent messages.
     *
     * @param otherwise what the vendor takes, if there is no setting
     */
    int concurrencyOf(String provider, Pace otherwise) {
        String limit = concurrency.get(provider);
        return limit == null ? otherwise.concurrency() : Integer.parseInt(limit);
    }

    /**
     * @param recipients whether recipients are counted instead of messages
     */
    record RateLimit(Rate rate, boolean recipients) {

        private static final String RECIPIENTS = " recipients/";

        private static RateLimit parse(String text) {
            boolean recipients = text.contains(RECIPIENTS);
            return new RateLimit(Rate.parse(recipients ? text.replace(RECIPIENTS, "/") : text), recipients);
        }

        /** As {@link #parse} reads it. */
        @Override
        public String toString() {
            return rate.count() + (recipients ? RECIPIENTS : "/") + rate.unit();
        }
    }
}
