package io.mailsender.access;

import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The grants of a stored key as JSON, and back. */
@Singleton
final class StoredGrants {

    private final JsonMapper json;

    StoredGrants(JsonMapper json) {
        this.json = json;
    }

    String text(Grants grants) {
        try {
            return json.writeValueAsString(new Texts(
                    grants.scopeWords(), grants.domains().isEmpty() ? null : grants.domainList(), grants.limits()));
        } catch (IOException e) {
            throw new IllegalStateException("memory has no I/O errors", e);
        }
    }

    /** @throws IllegalArgumentException where a newer daemon wrote what this one does not know */
    Grants grants(StoredKey key) {
        try {
            Texts texts = json.readValue(key.grants(), Texts.class);
            return Grants.parse(texts.scopes(), texts.fromDomains(), texts.limits());
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("the key " + key.id() + " cannot be read", e);
        }
    }

    /** None where a newer daemon wrote what this one does not know. */
    Grants grantsIfKnown(StoredKey key) {
        try {
            return grants(key);
        } catch (IllegalArgumentException e) {
            return Grants.NONE;
        }
    }

    ApiKey key(StoredKey key) {
        return new ApiKey(key.id(), key.name(), new KeyHash(key.hash()), grants(key), key.expires());
    }

    @Serdeable
    record Texts(
            @Nullable List<String> scopes,
            @Nullable List<String> fromDomains,
            @Nullable Map<String, String> limits) {}
}
