package io.mailsender.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A URL of a caller's system that is told of events.
 *
 * @param id 12 letters and digits
 * @param owner the name of the API key whose messages it is about; empty if it is global: for the messages of all keys and the gateway's
 *     own events
 * @param previous the secret before the current one; it signs too until {@code previousUntil}
 * @param enabled if not, it misses the events that happen, and earlier deliveries wait
 * @param reason why it was disabled automatically; {@code null} if it was not
 * @param failingSince since when no delivery succeeded; {@code null} if the last one did
 * @param restsUntil the receiver asked for a pause until then; may be in the past
 */
public record Webhook(
        String id,
        String owner,
        String url,
        EventFilter events,
        WebhookSecret secret,
        @Nullable WebhookSecret previous,
        @Nullable Instant previousUntil,
        boolean enabled,
        @Nullable String reason,
        Instant created,
        @Nullable Instant failingSince,
        @Nullable Instant restsUntil) {

    /** A new one. */
    static Webhook of(String id, String owner, String url, EventFilter events, WebhookSecret secret, Instant now) {
        return new Webhook(id, owner, url, events, secret, null, null, true, null, now, null, null);
    }

    /** The secrets that sign at a time, the current one first. */
    public List<WebhookSecret> secrets(Instant now) {
        List<WebhookSecret> secrets = new ArrayList<>(List.of(secret));
        if (previous != null && previousUntil != null && now.isBefore(previousUntil)) {
            secrets.add(previous);
        }
        return secrets;
    }

    /** Whether it is for all keys. */
    public boolean isGlobal() {
        return owner.isEmpty();
    }

    /**
     * Whether it is to be told of an event.
     *
     * @param messageOwner the owner of the event's message; {@code null} if it has none
     */
    public boolean wants(String type, @Nullable String messageOwner) {
        return enabled && events.takes(type) && (isGlobal() || owner.equals(messageOwner));
    }

    /** Without secrets and the URL, which may hold one. */
    @Override
    public String toString() {
        return "Webhook[id=" + id + ", owner=" + owner + ", enabled=" + enabled + "]";
    }
}
