package io.mailsender.access;

import io.mailsender.http.Audited;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An API key, as callers see it. */
@Serdeable
@Schema(name = "ApiKey", description = "An API key. The key itself is shown only once, when it is created.")
public record KeyView(
        @Schema(description = "The key's id; absent if the key is in the configuration.") @Nullable
        String id,

        @Schema(description = "The owner.") String name,

        // No enum: an older client would fail on a new value.
        @Schema(description = "`live`, `expired` or `revoked`.")
        String status,

        @Schema(description = "What the key may be used for.")
        List<String> scopes,

        @Schema(description = "The domains that the key may send from; absent for all that the providers allow.")
        @Nullable
        List<String> fromDomains,

        @Schema(description = "The routes that messages of the key may name, `*` for all; absent for none.") @Nullable
        List<String> routes,

        @Schema(description = "The quotas at each node.") @Nullable
        Map<String, String> limits,

        @Nullable Instant created,

        @Schema(description = "When the key expires.") @Nullable
        Instant expires,

        @Schema(description = "When the key was revoked.") @Nullable
        Instant revoked,

        @Schema(description = "When the key was last used, to the minute.") @Nullable
        Instant used,

        @Schema(description = "The key itself; only in the answer to the request that created it.") @Nullable
        String key)
        implements Audited {

    static KeyView of(ApiKey key, Instant now) {
        return of(key, key.isLive(now) ? "live" : "expired", null, null, null);
    }

    static KeyView of(StoredKey stored, Grant grant, Instant now) {
        ApiKey key = new ApiKey(stored.id(), stored.name(), new KeyHash(stored.hash()), grant, stored.expires());
        String status = stored.revoked() != null ? "revoked" : key.isLive(now) ? "live" : "expired";
        return of(key, status, stored.created(), stored.revoked(), stored.used());
    }

    KeyView with(String secret) {
        return new KeyView(
                id, name, status, scopes, fromDomains, routes, limits, created, expires, revoked, used, secret);
    }

    private static KeyView of(
            ApiKey key, String status, @Nullable Instant created, @Nullable Instant revoked, @Nullable Instant used) {
        Grant grant = key.grant();
        return new KeyView(
                key.id().isEmpty() ? null : key.id(),
                key.name(),
                status,
                grant.scopeWords(),
                grant.domains().isEmpty() ? null : grant.domainList(),
                grant.routes().isEmpty() ? null : grant.routeList(),
                grant.quotas().isEmpty() ? null : grant.limits(),
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
