package io.mailsender.webhook;

import io.mailsender.common.StoreUnavailableException;
import io.mailsender.queue.StoredMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps webhooks, events and deliveries. An event is written in the transaction of the change that it is about. Several nodes can use one
 * store. A stage completes with a {@link StoreUnavailableException} if the store could not be read or written.
 */
public interface WebhookStore {

    /** How many webhooks one owner may have. */
    int MAX_PER_OWNER = 20;

    /** All webhooks, oldest first. From this call on, events are written if there is one that wants them. */
    CompletionStage<List<Webhook>> all();

    /** @return whether it was added; false if its owner already has {@value #MAX_PER_OWNER} */
    CompletionStage<Boolean> add(Webhook webhook);

    /** Enabling forgets earlier failures. {@code null} leaves a value. @return false if there is no such webhook */
    CompletionStage<Boolean> update(
            String id, @Nullable String url, @Nullable EventFilter events, @Nullable Boolean enabled);

    /**
     * Gives it a new secret.
     *
     * @param previousUntil until when the present one signs too
     * @return false if there is no such webhook, or the secret before the present one still signs
     */
    CompletionStage<Boolean> rotate(String id, WebhookSecret secret, Instant previousUntil);

    /** Removes it; its deliveries are deleted later. @return false if there is no such webhook */
    CompletionStage<Boolean> remove(String id);

    /**
     * Disables a webhook, and writes the event.
     *
     * @param failingBefore only if no delivery has succeeded since then; {@code null} for always
     * @return whether this call disabled it
     */
    CompletionStage<Boolean> disable(String id, String reason, @Nullable Instant failingBefore, WebhookEvent event);

    /** Writes one of the gateway's own events. */
    CompletionStage<Void> publish(WebhookEvent event);

    /**
     * Hands events to the webhooks that want them, and deletes them. Only one node does so at a time.
     *
     * @return whether there may be more
     */
    CompletionStage<Boolean> fanOut(int limit, PayloadFormat format);

    /** Writes the payload of an event. */
    interface PayloadFormat {
        /** @param message its present state; {@code null} if the event has none */
        byte[] payload(WebhookEvent event, long sequence, @Nullable StoredMessage message);
    }

    /** Hands one event to one webhook, whatever its filter. @return empty if there is no such webhook or it is disabled */
    CompletionStage<Optional<WebhookDelivery>> address(String webhookId, WebhookEvent event, PayloadFormat format);

    /**
     * Claims due deliveries. A delivery waits while an earlier one of the same message to the same webhook is pending and had fewer than
     * {@value #ORDERED_TRIES} tries.
     *
     * @param lease how long no other node takes them
     */
    CompletionStage<List<ClaimedDelivery>> claim(Slots slots, Duration lease);

    /** How often an earlier delivery of a message is tried before a later one may overtake it. */
    int ORDERED_TRIES = 2;

    /** How many deliveries may be claimed. */
    interface Slots {
        /**
         * How many deliveries of a webhook may be claimed now; 0 or less for none.
         *
         * @param claimed what the present claim has of other webhooks
         */
        int most(Webhook webhook, List<ClaimedDelivery> claimed);
    }

    /** Records an attempt. @return false if the lease ended and another node has the delivery */
    CompletionStage<Boolean> end(ClaimedDelivery delivery, DeliveryEnd end);

    CompletionStage<List<WebhookDelivery>> deliveries(DeliveryFilter filter);

    /** Sends a delivery again that is not pending. @return false if there is no such delivery, or it is pending */
    CompletionStage<Boolean> resend(String webhookId, long sequence);

    /** Sends all failed deliveries again whose events were handed over since then. @return how many; at most 10,000 */
    CompletionStage<Integer> resendFailed(String webhookId, Instant since);

    /**
     * Deletes deliveries that ended so long ago, and those that have waited so long for a disabled or removed webhook. A pending
     * delivery of an enabled webhook stays. Also deletes events that no node could read for so long.
     *
     * @return whether there may be more
     */
    CompletionStage<Boolean> purge(Duration keep);

    CompletionStage<WebhookBacklog> backlog();

    /** The time by the clock of the leases and due times. */
    Instant now();
}
