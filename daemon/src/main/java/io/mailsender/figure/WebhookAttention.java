package io.mailsender.figure;

import static io.mailsender.figure.AttentionText.one;
import static io.mailsender.figure.AttentionText.target;
import static io.mailsender.figure.AttentionText.time;

import io.mailsender.webhook.Webhook;
import io.mailsender.webhook.WebhookSettings;
import io.mailsender.webhook.WebhookStore;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Webhooks that were disabled after failures, or fail now. The URL is not shown, since it may hold a secret. */
@Singleton
@Requires(beans = WebhookStore.class)
final class WebhookAttention implements AttentionSource {

    /** A receiver that restarts is nothing for a person. */
    private static final Duration FAILING = Duration.ofMinutes(10);

    private final WebhookStore store;
    private final WebhookSettings settings;

    WebhookAttention(WebhookStore store, WebhookSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    @Override
    public CompletionStage<List<Found>> find(@Nullable String owner) {
        if (!settings.enabled()) {
            return CompletableFuture.completedFuture(List.of());
        }
        Instant now = store.now();
        return store.all()
                .thenApply(all -> all.stream()
                        .filter(webhook -> owner == null || webhook.owner().equals(owner))
                        .flatMap(webhook -> Stream.ofNullable(found(webhook, now)))
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static @Nullable Found found(Webhook webhook, Instant now) {
        String name = "The webhook " + webhook.id() + (webhook.isGlobal() ? "" : " of " + webhook.owner());
        Instant failing = webhook.failingSince();
        // One that a person disabled has no reason.
        if (!webhook.enabled() && webhook.reason() != null) {
            return one(
                    AttentionKind.WEBHOOK_DISABLED,
                    name + " is disabled: " + webhook.reason(),
                    failing,
                    target("webhook", "id", webhook.id()));
        }
        return webhook.enabled() && failing != null && !failing.plus(FAILING).isAfter(now)
                ? one(
                        AttentionKind.WEBHOOK_FAILING,
                        name + " has taken nothing since " + time(failing) + ".",
                        failing,
                        target("webhook", "id", webhook.id()))
                : null;
    }
}
