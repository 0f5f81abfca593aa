package io.mailsender.provider.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.mailsender.message.EmailAddress;
import io.micronaut.jackson.core.tree.JsonNodeTreeCodec;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of reports. A vendor may leave out any member, or write a number as a string or the other way round. */
public final class EventJson {

    /** Vendors nest a few levels. A tree follows the nesting, so a deep one could exhaust the stack. */
    private static final JsonFactory TREE = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(64).build())
            .build();

    /** The end of the year 9999, in milliseconds. */
    private static final long LAST = 253_402_300_799_000L;

    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private EventJson() {}

    /** @throws EventRefusedException if it is not JSON */
    public static JsonNode parse(byte[] body) {
        return parse(new String(body, StandardCharsets.UTF_8))
                .orElseThrow(() -> EventRefusedException.unreadable("the body is not JSON"));
    }

    /** JSON within a string, as some vendors nest it; empty if it is not JSON. */
    public static Optional<JsonNode> parse(String text) {
        try (JsonParser json = TREE.createParser(text.replace("\uFEFF", "").strip())) {
            if (json.nextToken() == null) {
                return Optional.empty();
            }
            JsonNode tree = JsonNodeTreeCodec.getInstance().readTree(json);
            return json.nextToken() == null ? Optional.of(tree) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The objects of a body that is one object or an array of them. Anything else in the array is left out. */
    public static List<JsonNode> objects(JsonNode body) {
        List<JsonNode> objects = new ArrayList<>();
        if (body.isObject()) {
            objects.add(body);
        } else if (body.isArray()) {
            body.values().forEach(value -> {
                if (value.isObject()) {
                    objects.add(value);
                }
            });
        }
        return objects;
    }

    /** A string, or a number or boolean as it is written, also beyond 2^53; empty if there is none, or an empty string. */
    public static Optional<String> text(@Nullable JsonNode object, String name) {
        JsonNode value = member(object, name);
        if (value == null || value.isNull() || value.isContainerNode()) {
            return Optional.empty();
        }
        String text = value.isNumber() ? plain(value) : value.coerceStringValue();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** An object or array under this name; {@code null} if there is none. */
    public static @Nullable JsonNode child(@Nullable JsonNode object, String name) {
        JsonNode value = member(object, name);
        return value != null && value.isContainerNode() ? value : null;
    }

    /** Seconds since 1970, perhaps with a fraction, as a number or a string; empty if it is neither. */
    public static Optional<Instant> seconds(@Nullable JsonNode object, String name) {
        return text(object, name).flatMap(text -> instant(text, 1000));
    }

    /** Milliseconds since 1970. */
    public static Optional<Instant> milliseconds(@Nullable JsonNode object, String name) {
        return text(object, name).flatMap(text -> instant(text, 1));
    }

    /** The first of the members that is an address; {@code null} if there is none. */
    public static @Nullable EmailAddress address(@Nullable JsonNode object, String... names) {
        for (String name : names) {
            try {
                Optional<String> text = text(object, name);
                if (text.isPresent()) {
                    return EmailAddress.parse(text.get().strip());
                }
            } catch (IllegalArgumentException e) {
                // Some vendors report what they could not mail to, because it is no address.
            }
        }
        return null;
    }

    /** A time in ISO 8601, also with a space instead of the T, or with +00 for Z; without an offset it is UTC. */
    public static Optional<Instant> iso(@Nullable JsonNode object, String name) {
        return text(object, name).flatMap(text -> {
            try {
                TemporalAccessor time =
                        ISO.parseBest(text.strip().replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
                Instant instant = time instanceof OffsetDateTime offset
                        ? offset.toInstant()
                        : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
                long millis = instant.toEpochMilli();
                return millis < 0 || millis > LAST ? Optional.empty() : Optional.of(instant);
            } catch (DateTimeException | ArithmeticException e) {
                return Optional.empty();
            }
        });
    }

    /** The strings of an array, or a string alone; none if there is neither under this name. */
    public static List<String> texts(@Nullable JsonNode object, String name) {
        List<String> texts = new ArrayList<>();
        JsonNode value = member(object, name);
        if (value != null && value.isArray()) {
            value.values().forEach(each -> {
                if (each.isString()) {
                    texts.add(each.getStringValue());
                }
            });
        } else {
            text(object, name).ifPresent(texts::add);
        }
        return texts;
    }

    /** The objects of an array, or an object alone; none if there is neither under this name. */
    public static List<JsonNode> objects(@Nullable JsonNode object, String name) {
        JsonNode value = child(object, name);
        return value == null ? List.of() : objects(value);
    }

    /** A whole number; 0 if there is none. */
    public static int number(@Nullable JsonNode object, String name) {
        try {
            return text(object, name).map(Integer::parseInt).orElse(0);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static Optional<Instant> instant(String text, int factor) {
        // A longer one cannot be a time, and a huge exponent would take all memory.
        if (text.length() > 30) {
            return Optional.empty();
        }
        try {
            BigDecimal millis = new BigDecimal(text).multiply(BigDecimal.valueOf(factor));
            // Beyond the year 9999, or before 1970, it is no time of an event.
            if (millis.signum() < 0 || millis.compareTo(BigDecimal.valueOf(LAST)) > 0) {
                return Optional.empty();
            }
            return Optional.of(Instant.ofEpochMilli(millis.longValue()));
        } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String plain(JsonNode number) {
        return String.valueOf(number.getValue());
    }

    private static @Nullable JsonNode member(@Nullable JsonNode object, String name) {
        return object == null || !object.isObject() ? null : object.get(name);
    }
}
