package io.mailsender.console.screen;

import io.mailsender.access.Caller;
import io.mailsender.console.Query;
import io.mailsender.webhook.DeliveryActions;
import io.mailsender.webhook.DeliveryView;
import io.mailsender.webhook.WebhookActions;
import io.mailsender.webhook.WebhookType;
import io.mailsender.webhook.WebhookView;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads what the pages of webhooks show. */
@Singleton
@Requires(property = "server.console", notEquals = "false")
final class WebhookPages {

    /** Each webhook of a page costs two look-ups in an index. */
    private static final int PAGE = 20;

    /** Enough to see that a receiver falls behind. */
    private static final int BACKLOG = 100;

    private final WebhookActions webhooks;
    private final DeliveryActions deliveries;

    WebhookPages(WebhookActions webhooks, DeliveryActions deliveries) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
    }

    CompletionStage<WebhooksPage> list(Caller caller, Query query) {
        String after = query.text("after");
        return webhooks.list(caller).thenCompose(all -> {
            List<WebhookView> rest = all.stream()
                    .dropWhile(webhook -> after != null && !webhook.id().equals(after))
                    .skip(after == null ? 0 : 1)
                    .toList();
            List<WebhookView> page = rest.subList(0, Math.min(PAGE, rest.size()));
            String next = rest.size() > PAGE
                    ? query.with(List.of(), "after", page.get(PAGE - 1).id())
                    : null;
            return standings(caller, page)
                    .thenApply(standings -> new WebhooksPage(standings, next, caller.visibleOwner()));
        });
    }

    private CompletionStage<List<Standing>> standings(Caller caller, List<WebhookView> page) {
        CompletionStage<List<Standing>> read = CompletableFuture.completedFuture(new ArrayList<>());
        // One after the other: a page takes no more of the store's connections than any other request.
        for (WebhookView webhook : page) {
            read = read.thenCompose(before -> standing(caller, webhook).thenApply(one -> {
                before.add(one);
                return before;
            }));
        }
        return read;
    }

    private CompletionStage<Standing> standing(Caller caller, WebhookView webhook) {
        return deliveries
                .list(caller, webhook.id(), null, null, 1)
                .thenCompose(newest -> deliveries
                        .list(caller, webhook.id(), "pending", null, BACKLOG)
                        .thenApply(waiting -> new Standing(
                                webhook,
                                newest.deliveries().isEmpty()
                                        ? null
                                        : newest.deliveries().get(0),
                                waiting.deliveries().size() + (waiting.next() == null ? "" : "+"))));
    }

    CompletionStage<WebhookPage> one(Caller caller, String id, Query query) {
        return webhooks.get(caller, id)
                .thenCompose(webhook -> deliveries
                        .list(caller, id, query.text("state"), query.text("cursor"), null)
                        .thenApply(page -> new WebhookPage(
                                webhook,
                                query,
                                page.deliveries(),
                                page.next() == null ? null : query.with(List.of("state"), "cursor", page.next()))));
    }

    /** The events that a form offers: groups, types, and whatever the webhook has. */
    static Set<String> events(@Nullable List<String> chosen) {
        Set<String> events = new LinkedHashSet<>();
        for (String type : WebhookType.words()) {
            if (!type.equals(WebhookType.WEBHOOK_TEST.word())) {
                events.add(type.substring(0, type.indexOf('.')) + ".*");
            }
        }
        events.addAll(WebhookType.words());
        events.remove(WebhookType.WEBHOOK_TEST.word());
        if (chosen != null) {
            events.addAll(chosen);
        }
        return events;
    }

    /**
     * The list.
     *
     * @param next the query of the next page; {@code null} on the last one
     * @param owner the key whose webhooks the caller sees; {@code null} for all
     */
    record WebhooksPage(
            List<Standing> webhooks,
            @Nullable String next,
            @Nullable String owner) {}

    /**
     * A webhook in the list.
     *
     * @param newest its newest delivery; {@code null} if it had none
     * @param waiting how many deliveries wait, such as {@code 100+}
     */
    record Standing(WebhookView webhook, @Nullable DeliveryView newest, String waiting) {

        /** The last attempt of the newest delivery; {@code null} if there was none. */
        DeliveryView.@Nullable AttemptView last() {
            return newest == null ? null : lastOf(newest);
        }
    }

    /** The last attempt of a delivery; {@code null} if there was none. */
    static DeliveryView.@Nullable AttemptView lastOf(DeliveryView delivery) {
        List<DeliveryView.AttemptView> attempts = delivery.attempts();
        return attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
    }

    /** One webhook. @param next the query of the next page of deliveries; {@code null} on the last one */
    record WebhookPage(
            WebhookView webhook,
            Query query,
            List<DeliveryView> deliveries,
            @Nullable String next) {}
}
