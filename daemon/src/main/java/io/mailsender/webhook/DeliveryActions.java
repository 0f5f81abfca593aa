package io.mailsender.webhook;

import io.mailsender.access.Caller;
import io.mailsender.common.Word;
import io.mailsender.http.ProblemException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lists, tests and repeats deliveries to the webhooks of a caller, by the rules of {@link WebhookActions}. */
@Singleton
public final class DeliveryActions {

    static final int MAX_LIMIT = 200;

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final int DEFAULT_LIMIT = 50;

    private final WebhookAccess access;
    private final WebhookPayload format = new WebhookPayload();

    DeliveryActions(WebhookAccess access) {
        this.access = access;
    }

    /**
     * The deliveries to a webhook, newest first.
     *
     * @param state only those in this state; {@code null} for all
     * @param cursor the {@code next} of the page before
     * @param limit the number of deliveries in a page; {@code null} for the default
     */
    public CompletionStage<DeliveryPage> list(
            Caller caller, String id, @Nullable String state, @Nullable String cursor, @Nullable Integer limit) {
        int size = limit == null ? DEFAULT_LIMIT : limit;
        if (size < 1 || size > MAX_LIMIT) {
            throw ProblemException.badRequest("limit", "must be 1 to " + MAX_LIMIT);
        }
        if (cursor != null && !cursor.matches("[0-9]{1,18}")) {
            throw ProblemException.badRequest("cursor", "must be the `next` of the previous page");
        }
        DeliveryFilter filter =
                new DeliveryFilter(id, state(state), cursor == null ? null : Long.valueOf(cursor), size + 1);
        return access.find(caller, id)
                .thenCompose(found -> access.store().deliveries(filter))
                .thenApply(found -> DeliveryPage.of(found, size));
    }

    private static @Nullable DeliveryState state(@Nullable String state) {
        return state == null
                ? null
                : Word.parse(DeliveryState.class, state)
                        .orElseThrow(
                                () -> ProblemException.badRequest("state", "must be pending, delivered or failed"));
    }

    /** Sends a test event. */
    public CompletionStage<DeliveryView> test(Caller caller, String id) {
        return access.find(caller, id)
                .thenCompose(webhook -> {
                    WebhookStore store = access.store();
                    String data = WebhookPayload.object("webhook", webhook.id());
                    return store.address(id, WebhookEvent.of(WebhookType.WEBHOOK_TEST, store.now(), data), format);
                })
                .thenApply(delivery -> delivery.map(DeliveryView::of)
                        .orElseThrow(() -> WebhookAccess.conflict("The webhook is disabled. Enable it first.")));
    }

    /** Sends a delivery again that is not pending. */
    public CompletionStage<Void> resend(Caller caller, String id, String delivery) {
        Optional<Long> sequence = WebhookDelivery.sequence(id, delivery);
        return access.find(caller, id)
                .thenCompose(webhook -> access.store()
                        .resend(
                                id,
                                sequence.orElseThrow(
                                        () -> WebhookAccess.notFound("This webhook has no such delivery."))))
                .thenAccept(resent -> {
                    if (!resent) {
                        throw WebhookAccess.conflict("The delivery is pending, or is no longer kept.");
                    }
                });
    }

    /** Sends all failed deliveries again that were created since a time. @return how many; at most 10,000 */
    public CompletionStage<Integer> resendFailed(Caller caller, String id, @Nullable Instant since) {
        if (since == null) {
            throw ProblemException.badRequest("since", "is required: an instant in UTC, such as 2030-01-31T08:00:00Z");
        }
        // Before 1970 or after the year 9999 there are none, and a database has no milliseconds for every instant.
        Instant bounded = since.isBefore(Instant.EPOCH) ? Instant.EPOCH : since.isAfter(LATEST) ? LATEST : since;
        return access.find(caller, id).thenCompose(webhook -> access.store().resendFailed(id, bounded));
    }
}
