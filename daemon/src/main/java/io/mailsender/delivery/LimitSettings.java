package io.mailsender.delivery;

import io.micronaut.context.annotation.Property;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.convert.format.MapFormat.MapTransformation;
import io.micronaut.core.naming.conventions.StringConvention;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much providers are asked at the most, by this daemon alone.
 *
 * @param rate from a provider's name to messages or recipients per second, minute or hour, such as {@code 14/s} or
 *     {@code 14 recipients/s}
 * @param concurrency from a provider's name to how many messages it may have under way
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

    private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,6})( recipients)?/([smh])");
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,6}");

    /** @throws IllegalArgumentException where a value is no limit */
    public LimitSettings {
        rate = Map.copyOf(new HashMap<>(rate));
        concurrency = Map.copyOf(new HashMap<>(concurrency));
        rate.forEach((name, limit) -> {
            if (!RATE.matcher(limit).matches()) {
                throw new IllegalArgumentException(
                        name
                                + " must be a number of messages per s, m or h, such as 14/s, or of recipients, such as 14 recipients/s");
            }
        });
        concurrency.forEach((name, limit) -> {
            if (!COUNT.matcher(limit).matches()) {
                throw new IllegalArgumentException(name + " must be a number from 1");
            }
        });
    }

    Optional<Rate> rateOf(String provider) {
        return Optional.ofNullable(rate.get(provider)).map(Rate::parse);
    }

    /** How many it may have under way. */
    int concurrencyOf(String provider) {
        String limit = concurrency.get(provider);
        return limit == null ? Integer.MAX_VALUE : Integer.parseInt(limit);
    }

    /**
     * How many in any one period.
     *
     * @param recipients whether recipients are counted instead of messages
     */
    record Rate(int count, boolean recipients, Duration period) {

        private static Rate parse(String text) {
            Matcher rate = RATE.matcher(text);
            if (!rate.matches()) {
                throw new IllegalArgumentException(text);
            }
            ChronoUnit unit = switch (rate.group(3)) {
                case "s" -> ChronoUnit.SECONDS;
                case "m" -> ChronoUnit.MINUTES;
                default -> ChronoUnit.HOURS;
            };
            return new Rate(Integer.parseInt(rate.group(1)), rate.group(2) != null, unit.getDuration());
        }

        /** As in the settings. */
        @Override
        public String toString() {
            String unit = period.toSeconds() == 1 ? "s" : period.toMinutes() == 1 ? "m" : "h";
            return count + (recipients ? " recipients/" : "/") + unit;
        }
    }
}
