package io.mailsender.access;

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

/** Makes API keys, lists and revokes them. */
@Controller("/keys")
@ErrorResponses
@Needs(Scope.ADMIN)
@Tag(name = "keys")
final class KeysController {

    private final KeyRing ring;
    private final @Nullable KeyStore store;
    private final StoredGrants json;
    private final KeyGenerator maker = new KeyGenerator();

    /** @param store {@code null} where nothing is kept: then all keys stand in the configuration */
    KeysController(KeyRing ring, @Nullable KeyStore store, StoredGrants json) {
        this.ring = ring;
        this.store = store;
        this.json = json;
    }

    @Post
    @Operation(
            operationId = "createKey",
            summary = "Make an API key",
            description =
                    "The answer is the only place where the key is ever shown. A name has one live key, or two while one is changed for the other.")
    @ApiResponse(
            responseCode = "201",
            description = "Here it is.",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = KeyView.class)))
    @ApiResponse(
            responseCode = "409",
            description =
                    "The name has two live keys already, or stands in the configuration; or it would be the first key, and has not the scope admin.",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(ref = ErrorResponses.PROBLEM)))
    @ErrorResponses.OfBody
    @ErrorResponses.OfStore
    CompletionStage<HttpResponse<KeyView>> create(@Body KeyRequest request) {
        KeyStore kept = store();
        String name = name(request.name());
        Instant now = Instant.now();
        if (request.expires() != null && !request.expires().isAfter(now)) {
            throw ProblemException.badRequest("expires", "is in the past");
        }
        Grants asked = Grants.parse(request.scopes(), request.fromDomains(), request.limits());
        if (ring.isEmpty() && !asked.scopes().contains(Scope.ADMIN)) {
            throw conflict(
                    "scopes: the first key has to have admin: from then on every request takes a key, a new key as well.");
        }
        return kept.all().thenCompose(keys -> {
            Grants grants = keys.stream()
                    .filter(key -> key.name().equals(name) && key.isLive(now))
                    .reduce((older, newer) -> newer)
                    .map(json::grantsIfKnown)
                    .map(before -> asked.over(before, request))
                    .orElse(asked);
            return add(kept, name, grants, request.expires(), now);
        });
    }

    private CompletionStage<HttpResponse<KeyView>> add(
            KeyStore kept, String name, Grants grants, @Nullable Instant expires, Instant now) {
        String id = maker.id();
        String key = maker.key(id);
        StoredKey stored =
                new StoredKey(id, name, KeyHash.of(key).bytes(), json.text(grants), now, expires, null, null);
        return kept.add(stored).thenCompose(added -> {
            if (!added) {
                throw conflict(name + " has " + KeyStore.MAX_LIVE + " live keys; revoke one of them first.");
            }
            URI location = URI.create("/keys/" + id);
            return refreshed()
                    .thenApply(read -> HttpResponse.<KeyView>created(location)
                            .body(KeyView.of(stored, grants, now).with(key)));
        });
    }

    @Get
    @ApiResponse(responseCode = "503", ref = ErrorResponses.PLACE + "Unavailable")
    @Operation(operationId = "keys", summary = "The API keys, the oldest first; those of the configuration come before")
    CompletionStage<KeyList> keys() {
        Instant now = Instant.now();
        List<KeyView> configured =
                ring.configured().stream().map(key -> KeyView.of(key, now)).toList();
        CompletionStage<List<StoredKey>> stored =
                store == null ? CompletableFuture.completedStage(List.of()) : store.all();
        return stored.thenApply(keys -> new KeyList(Stream.concat(
                        configured.stream(), keys.stream().map(key -> KeyView.of(key, json.grantsIfKnown(key), now)))
                .toList()));
    }

    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    @Operation(
            operationId = "revokeKey",
            summary = "Revoke an API key: it opens nothing any more, at any daemon within 5 seconds")
    @ApiResponse(responseCode = "204", description = "It is revoked.")
    @ApiResponse(responseCode = "404", ref = ErrorResponses.PLACE + "NotFound")
    @ErrorResponses.OfStore
    CompletionStage<Void> revoke(@Parameter(schema = @Schema(pattern = "^[a-z2-7]{12}$")) String id) {
        return store().revoke(id).thenCompose(revoked -> {
            if (!revoked) {
                throw new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "There is no such key."));
            }
            return refreshed();
        });
    }

    /** Where it fails, this daemon knows in a second; what was asked for is done all the same. */
    private CompletionStage<Void> refreshed() {
        return ring.refresh().exceptionally(late -> null);
    }

    private String name(@Nullable String asked) {
        String name;
        try {
            name = ApiKey.requireName(asked);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("name", String.valueOf(e.getMessage()));
        }
        if (ring.configured().stream().anyMatch(key -> key.name().equals(name))) {
            throw conflict(name + " is a key of the configuration file; change it there.");
        }
        return name;
    }

    private KeyStore store() {
        if (store == null) {
            throw ProblemException.needsAStore(
                    "Making and revoking a key", "put the key's hash into its configuration (api-keys)");
        }
        return store;
    }

    private static ProblemException conflict(String why) {
        return new ProblemException(Problem.of(HttpStatus.CONFLICT, why));
    }

    /** Keys. */
    @Serdeable
    @Schema(name = "KeyList", description = "API keys.")
    record KeyList(List<KeyView> keys) {}
}
