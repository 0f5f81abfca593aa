package io.mailsender.access;

import io.mailsender.http.Audited;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A key, as it is shown. */
@Serdeable
@Schema(name = "ApiKey", description = "An API key. The key itself is told once, when it is made.")
public record KeyView(
        @Schema(description = "Which one it is; absent where it stands in the configuration.") @Nullable
        String id,

        @Schema(description = "Whose it is.") String name,

        // No enum: a client that is older than the daemon would stumble over a new one.
        @Schema(description = "`live`, `expired` or `revoked`.")
        String status,

        @Schema(description = "What it may be used for.") List<String> scopes,

        @Schema(description = "The domains that it may send from; absent for those of the providers.") @Nullable
        List<String> fromDomains,

        @Schema(description = "How much at each daemon.") @Nullable
        Map<String, String> limits,

        @Nullable Instant created,

        @Schema(description = "From when on it opens nothing.") @Nullable
        Instant expires,

        @Schema(description = "Since when it opens nothing.") @Nullable
        Instant revoked,

        @Schema(description = "When it was last used, to the minute.") @Nullable
        Instant used,

        @Schema(description = "The key: only in the answer to the request that made it.") @Nullable
        String key)
        implements Audited {

    static KeyView of(ApiKey key, Instant now) {
        return of(key, key.isLive(now) ? "live" : "expired", null, null, null);
    }

    static KeyView of(StoredKey stored, Grants grants, Instant now) {
        ApiKey key = new ApiKey(stored.id(), stored.name(), new KeyHash(stored.hash()), grants, stored.expires());
        String status = stored.revoked() != null ? "revoked" : key.isLive(now) ? "live" : "expired";
        return of(key, status, stored.created(), stored.revoked(), stored.used());
    }

    KeyView with(String secret) {
        return new KeyView(id, name, status, scopes, fromDomains, limits, created, expires, revoked, used, secret);
    }

    private static KeyView of(
            ApiKey key, String status, @Nullable Instant created, @Nullable Instant revoked, @Nullable Instant used) {
        Grants grants = key.grants();
        return new KeyView(
                key.id().isEmpty() ? null : key.id(),
                key.name(),
                status,
                grants.scopeWords(),
                grants.domains().isEmpty() ? null : grants.domainList(),
                grants.quotas().isEmpty() ? null : grants.limits(),
                created,
                key.expires(),
                revoked,
                used,
                null);
    }

    @Override
    public void audit(Entries entries) {
        entries.add(id == null ? "-" : id, "created");
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "KeyView[id=" + id + ", name=" + name + "]";
    }
}
