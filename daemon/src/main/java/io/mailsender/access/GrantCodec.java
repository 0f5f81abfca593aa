package io.mailsender.access;

import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts the grant of a stored key to JSON and back. */
@Singleton
final class GrantCodec {

    private final JsonMapper mapper;

    GrantCodec(JsonMapper mapper) {
        this.mapper = mapper;
    }

    String encode(Grant grant) {
        try {
            return mapper.writeValueAsString(new GrantJson(
                    grant.scopeWords(),
                    grant.domains().isEmpty() ? null : grant.domainList(),
                    grant.routes().isEmpty() ? null : grant.routeList(),
                    grant.limits()));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
    }

    /** @throws IllegalArgumentException if a newer daemon wrote something that this one does not know */
    Grant decode(StoredKey key) {
        try {
            GrantJson json = mapper.readValue(key.grants(), GrantJson.class);
            return Grant.parse(json.scopes(), json.fromDomains(), json.routes(), json.limits());
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "cannot read the grant of key " + key.id() + ", which a newer daemon may have written", e);
        }
    }

    /** An empty grant if a newer daemon wrote something that this one does not know. */
    Grant decodeIfKnown(StoredKey key) {
        try {
            return decode(key);
        } catch (IllegalArgumentException e) {
            return Grant.NONE;
        }
    }

    ApiKey apiKey(StoredKey key) {
        return new ApiKey(key.id(), key.name(), new KeyHash(key.hash()), decode(key), key.expires());
    }

    @Serdeable
    record GrantJson(
            @Nullable List<String> scopes,
            @Nullable List<String> fromDomains,
            @Nullable List<String> routes,
            @Nullable Map<String, String> limits) {}
}
