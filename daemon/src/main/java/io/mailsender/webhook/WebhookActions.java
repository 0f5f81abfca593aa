package io.mailsender.webhook;

import io.mailsender.access.Caller;
import io.mailsender.http.ProblemException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What callers may do with webhooks: with their own; with the scope admin, with all. Another caller's webhook is not found. Each method
 * throws a {@link ProblemException}, or its stage fails with one, for what the caller may not do or wrote wrongly.
 */
@Singleton
public final class WebhookActions {

    /** How long the previous secret signs too, so that receivers can change theirs without haste. */
    static final Duration OVERLAP = Duration.ofHours(24);

    private final WebhookAccess access;
    private final WebhookFields fields;

    WebhookActions(WebhookAccess access, WebhookFields fields) {
        this.access = access;
        this.fields = fields;
    }

    /** The webhooks that the caller may see, oldest first. */
    public CompletionStage<List<WebhookView>> list(Caller caller) {
        return access.visible(caller)
                .thenApply(visible -> visible.stream().map(this::view).toList());
    }

    public CompletionStage<WebhookView> get(Caller caller, String id) {
        return access.find(caller, id).thenApply(this::view);
    }

    /** Adds a webhook. @return with the secret that signs its events */
    public CompletionStage<WebhookView> add(Caller caller, WebhookRequest request) {
        WebhookStore store = access.store();
        String owner = WebhookAccess.owner(caller, fields.apiKey(request.apiKey()));
        if (request.url() == null) {
            throw ProblemException.badRequest("url", "is required");
        }
        if (request.events() != null && request.events().isEmpty()) {
            throw ProblemException.badRequest("events", "must not be empty; omit it for all events");
        }
        String url = fields.url(request.url());
        EventFilter events = request.events() == null ? EventFilter.ALL : fields.events(request.events());
        Webhook webhook = Webhook.of(fields.id(), owner, url, events, fields.secret(request.secret()), store.now());
        return store.add(webhook).thenApply(added -> {
            if (!added) {
                throw WebhookAccess.conflict(
                        "There are already " + WebhookStore.MAX_PER_OWNER + " webhooks. Remove one of them first.");
            }
            return view(webhook).with(webhook.secret());
        });
    }

    /** Changes, enables or disables it. */
    public CompletionStage<WebhookView> change(Caller caller, String id, WebhookPatch request) {
        String url = request.url() == null ? null : fields.url(request.url());
        EventFilter events = request.events() == null ? null : fields.events(request.events());
        Boolean enabled = WebhookFields.enabled(request.status());
        return access.find(caller, id)
                .thenCompose(found -> access.store().update(id, url, events, enabled))
                .thenCompose(done -> access.find(caller, id))
                .thenApply(this::view);
    }

    public CompletionStage<Void> remove(Caller caller, String id) {
        return access.find(caller, id)
                .thenCompose(found -> access.store().remove(id))
                .thenAccept(removed -> {});
    }

    /** The secrets that sign its events now, the current one first. */
    CompletionStage<List<WebhookSecret>> secrets(Caller caller, String id) {
        return access.find(caller, id)
                .thenApply(webhook -> webhook.secrets(access.store().now()));
    }

    /**
     * Gives it a new secret.
     *
     * @param requested {@code null} for one that the daemon makes
     * @return with the new secret, and until when the previous one signs too
     */
    public CompletionStage<WebhookView> rotate(Caller caller, String id, @Nullable String requested) {
        WebhookSecret secret = fields.secret(requested);
        return access.find(caller, id)
                .thenCompose(found ->
                        access.store().rotate(id, secret, access.store().now().plus(OVERLAP)))
                .thenCompose(done -> access.find(caller, id).thenApply(webhook -> {
                    if (!done) {
                        throw WebhookAccess.conflict(
                                "The secret was changed less than 24 hours ago, and the previous one signs until "
                                        + webhook.previousUntil() + ". Change it after that, or add another webhook.");
                    }
                    return view(webhook).with(webhook.secret());
                }));
    }

    private WebhookView view(Webhook webhook) {
        Instant now = access.store().now();
        return WebhookView.of(webhook, now);
    }
}
