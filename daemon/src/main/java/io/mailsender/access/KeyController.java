package io.mailsender.access;

import io.mailsender.common.AuditAs;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Creates, lists and revokes API keys. */
@Controller("/keys")
@ErrorResponses
@RequiresScope(Scope.ADMIN)
@Tag(name = "keys")
final class KeyController {

    private final KeyRing ring;
    private final @Nullable KeyStore store;
    private final GrantCodec codec;
    private final KeyGenerator generator = new KeyGenerator();

    /** @param store {@code null} without a store: all keys are then in the configuration */
    KeyController(KeyRing ring, @Nullable KeyStore store, GrantCodec codec) {
        this.ring = ring;
        this.store = store;
        this.codec = codec;
    }

    @AuditAs("key.create")
    @Post
    @Operation(
            operationId = "createKey",
            summary = "Create an API key",
            description =
                    "Only this answer ever shows the key. A name may have two live keys, so that one can replace the other.")
    @ApiResponse(
            responseCode = "201",
            description = "The key was created.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = KeyView.class)))
    @ApiResponse(
            responseCode = "409",
            description =
                    "The name already has two live keys, or is used in the configuration; or this would be the first key, and lacks the scope admin.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(ref = ErrorResponses.PROBLEM)))
    @ErrorResponses.OfBody
    @ErrorResponses.OfStore
    CompletionStage<HttpResponse<KeyView>> create(@Body KeyRequest request) {
        KeyStore keyStore = store();
        String name = name(request.name());
        Instant now = Instant.now();
        if (request.expires() != null && !request.expires().isAfter(now)) {
            throw ProblemException.badRequest("expires", "must be in the future");
        }
        Grant requested = Grant.parse(request.scopes(), request.fromDomains(), request.routes(), request.limits());
        if (ring.isEmpty() && !requested.scopes().contains(Scope.ADMIN)) {
            throw conflict(
                    "scopes: the first key needs the scope admin, because creating further keys then needs a key with it.");
        }
        return keyStore.all().thenCompose(keys -> {
            Grant grant = keys.stream()
                    .filter(key -> key.name().equals(name) && key.isLive(now))
                    .reduce((older, newer) -> newer)
                    .map(codec::decodeIfKnown)
                    .map(previous -> requested.orElse(previous, request))
                    .orElse(requested);
            return add(keyStore, name, grant, request.expires(), now);
        });
    }

    private CompletionStage<HttpResponse<KeyView>> add(
            KeyStore keyStore, String name, Grant grant, @Nullable Instant expires, Instant now) {
        String id = generator.id();
        String key = generator.key(id);
        StoredKey stored =
                new StoredKey(id, name, KeyHash.of(key).bytes(), codec.encode(grant), now, expires, null, null);
        return keyStore.add(stored).thenCompose(added -> {
            if (!added) {
                throw conflict(name + " already has " + KeyStore.MAX_LIVE + " live keys. Revoke one of them first.");
            }
            URI location = URI.create("/keys/" + id);
            return refreshed()
                    .thenApply(read -> HttpResponse.<KeyView>created(location)
                            .body(KeyView.of(stored, grant, now).with(key)));
        });
    }

    @Get
    @ErrorResponses.OfLoad
    @Operation(operationId = "keys", summary = "List the API keys, oldest first, after those in the configuration")
    CompletionStage<KeyList> keys() {
        Instant now = Instant.now();
        List<KeyView> configured =
                ring.configured().stream().map(key -> KeyView.of(key, now)).toList();
        CompletionStage<List<StoredKey>> stored =
                store == null ? CompletableFuture.completedStage(List.of()) : store.all();
        return stored.thenApply(keys -> new KeyList(Stream.concat(
                        configured.stream(), keys.stream().map(key -> KeyView.of(key, codec.decodeIfKnown(key), now)))
                .toList()));
    }

    @AuditAs("key.revoke")
    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @Operation(operationId = "revokeKey", summary = "Revoke an API key: every node refuses it within 5 seconds")
    @ApiResponse(responseCode = "204", description = "The key is revoked.")
    @ErrorResponses.OfOne
    @ErrorResponses.OfStore
    CompletionStage<Void> revoke(@Parameter(schema = @Schema(pattern = "^[a-z2-7]{12}$")) String id) {
        return store().revoke(id).thenCompose(revoked -> {
            if (!revoked) {
                throw new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "There is no such key."));
            }
            return refreshed();
        });
    }

    /** A failure does not matter: the change is stored, and this node reads it within a second. */
    private CompletionStage<Void> refreshed() {
        return ring.refresh().exceptionally(failure -> null);
    }

    private String name(@Nullable String requested) {
        String name;
        try {
            name = ApiKey.requireName(requested);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("name", String.valueOf(e.getMessage()));
        }
        if (ring.configured().stream().anyMatch(key -> key.name().equals(name))) {
            throw conflict(name + " is a key in the configuration file. Change it there.");
        }
        return name;
    }

    private KeyStore store() {
        if (store == null) {
            throw ProblemException.needsAStore(
                    "Creating or revoking a key", "put the key's hash into the configuration (api-keys)");
        }
        return store;
    }

    private static ProblemException conflict(String why) {
        return new ProblemException(Problem.of(HttpStatus.CONFLICT, why));
    }

    /** All keys. */
    @Serdeable
    @Schema(name = "KeyList", description = "API keys.")
    record KeyList(List<KeyView> keys) {}
}
