package io.mailsender.config;

import io.micronaut.context.annotation.Property;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.convert.format.MapFormat.MapTransformation;
import io.micronaut.core.naming.conventions.StringConvention;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Who may call the API.
 *
 * @param hashes from the caller's name to the SHA-256 of its key in lower-case hex; empty to let everybody in. A plain hash is
 *     enough because a key is random and long, unlike a password.
 */
@Singleton
@Introspected
public record ApiKeys(
        @Property(name = "api-keys")
        @MapFormat(transformation = MapTransformation.FLAT, keyFormat = StringConvention.RAW)
        Map<String, String> hashes) {

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * @throws IllegalArgumentException where a value is no hash; it may be a key, so it is not shown
     */
    public ApiKeys {
        hashes = Map.copyOf(hashes);
        hashes.forEach((name, hash) -> {
            if (!SHA_256.matcher(hash).matches()) {
                throw new IllegalArgumentException(
                        name + " must be the SHA-256 of the key, as 64 lower-case hex digits");
            }
        });
    }

    @Override
    public String toString() {
        return "ApiKeys" + hashes.keySet();
    }
}
