package io.mailsender.access;

import io.mailsender.http.ProblemException;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.convert.format.MapFormat.MapTransformation;
import io.micronaut.core.naming.conventions.StringConvention;
import jakarta.inject.Singleton;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The API keys in the configuration, as hashes.
 *
 * @param byName maps the name of a key to its SHA-256 in lower-case hex, or to a block: {@code hash} (one, or two while the key is
 *     replaced), {@code scopes}, {@code from-domains}, {@code routes}, {@code expires}, {@code limits}
 */
@Singleton
@Introspected
public record ConfiguredKeyList(
        @Property(name = "api-keys")
        @MapFormat(transformation = MapTransformation.NESTED, keyFormat = StringConvention.RAW)
        Map<String, Object> byName) {

    private static final Set<String> SETTINGS = Set.of("hash", "scopes", "from-domains", "routes", "expires", "limits");

    /** @throws IllegalArgumentException if a key is invalid; the message contains no value, since that may be a key */
    public ConfiguredKeyList {
        byName = Map.copyOf(byName);
        keys(byName);
    }

    List<ApiKey> keys() {
        return keys(byName);
    }

    private static List<ApiKey> keys(Map<String, Object> byName) {
        List<ApiKey> keys = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        byName.forEach((name, value) -> {
            at(name, () -> ApiKey.requireName(name));
            Map<?, ?> block = value instanceof Map<?, ?> map ? map : Map.of("hash", value);
            Grant grant = at(name, () -> grant(block));
            @Nullable
            Instant expires = at(name, () -> expires(block.get("expires"))).orElse(null);
            for (String hash : at(name, () -> hashes(block.get("hash")))) {
                if (!seen.add(hash)) {
                    throw new IllegalArgumentException(name + " has a hash that appears twice");
                }
                keys.add(new ApiKey("", name, at(name, () -> KeyHash.parse(hash)), grant, expires));
            }
        });
        return keys;
    }

    private static List<String> hashes(@Nullable Object hashes) {
        List<String> list = hashes == null ? List.of() : list(hashes);
        if (list.isEmpty() || list.size() > KeyStore.MAX_LIVE) {
            throw new IllegalArgumentException("needs a hash, or two while the key is replaced");
        }
        return list;
    }

    private static Grant grant(Map<?, ?> block) {
        Set<String> unknown = new TreeSet<>();
        block.keySet().forEach(key -> unknown.add(String.valueOf(key)));
        unknown.removeAll(SETTINGS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("has an unknown setting "
                    + unknown.iterator().next() + "; known: " + String.join(", ", new TreeSet<>(SETTINGS)));
        }
        Map<String, String> limits = new LinkedHashMap<>();
        if (block.get("limits") instanceof Map<?, ?> map) {
            map.forEach((kind, quota) -> limits.put(String.valueOf(kind), String.valueOf(quota)));
        } else if (block.get("limits") != null) {
            throw new IllegalArgumentException("limits must be a block, such as {messages: 1000/h}");
        }
        try {
            return Grant.parse(
                    texts(block.get("scopes")), texts(block.get("from-domains")), texts(block.get("routes")), limits);
        } catch (ProblemException e) {
            throw new IllegalArgumentException(e.getMessage());
        }
    }

    private static Optional<Instant> expires(@Nullable Object expires) {
        try {
            return Optional.ofNullable(expires).map(text -> Instant.parse(text.toString()));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("expires must be an instant in UTC, such as 2030-01-31T08:00:00Z");
        }
    }

    private static @Nullable List<String> texts(@Nullable Object value) {
        return value == null ? null : list(value);
    }

    private static List<String> list(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }

    private static <T> T at(String name, Parser<T> parser) {
        try {
            return parser.parse();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " " + e.getMessage());
        }
    }

    private interface Parser<T> {
        T parse();
    }

    @Override
    public String toString() {
        return "ConfiguredKeys" + byName.keySet();
    }
}
