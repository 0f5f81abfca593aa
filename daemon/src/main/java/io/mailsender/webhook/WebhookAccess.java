package io.mailsender.webhook;

import io.mailsender.access.Caller;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Which webhooks a caller may see and change: its own; with the scope admin, all. */
@Singleton
final class WebhookAccess {

    private final @Nullable WebhookStore store;
    private final WebhookSettings settings;

    /** @param store {@code null} without a store */
    WebhookAccess(@Nullable WebhookStore store, WebhookSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    /** @throws ProblemException 501 without a store, or if webhooks are off */
    WebhookStore store() {
        if (store == null) {
            throw ProblemException.needsAStore("A webhook", "use the answer of POST /send");
        }
        if (!settings.enabled()) {
            throw new ProblemException(
                    Problem.of(HttpStatus.NOT_IMPLEMENTED, "This daemon has no webhooks (webhooks.enabled)."));
        }
        return store;
    }

    /** The webhooks that the caller may see, oldest first. */
    CompletionStage<List<Webhook>> visible(Caller caller) {
        String owner = caller.visibleOwner();
        return store().all()
                .thenApply(all -> all.stream()
                        .filter(webhook -> owner == null || webhook.owner().equals(owner))
                        .toList());
    }

    /** Another caller's webhook is not found either. The stage fails with a {@link ProblemException} 404. */
    CompletionStage<Webhook> find(Caller caller, String id) {
        return visible(caller)
                .thenApply(visible -> visible.stream()
                        .filter(webhook -> webhook.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> notFound("There is no such webhook.")));
    }

    /**
     * The owner of a new webhook.
     *
     * @param apiKey whose messages it is to be about; {@code null} for the default
     * @throws ProblemException 403 if the caller may not choose
     */
    static String owner(Caller caller, @Nullable String apiKey) {
        String own = caller.visibleOwner();
        if (own != null && apiKey != null && !own.equals(apiKey)) {
            throw new ProblemException(Problem.of(
                    HttpStatus.FORBIDDEN, "api_key: only a key with the scope admin has webhooks of other keys."));
        }
        return Objects.requireNonNullElse(own, Objects.requireNonNullElse(apiKey, ""));
    }

    static ProblemException notFound(String what) {
        return new ProblemException(Problem.of(HttpStatus.NOT_FOUND, what));
    }

    static ProblemException conflict(String why) {
        return new ProblemException(Problem.of(HttpStatus.CONFLICT, why));
    }
}
