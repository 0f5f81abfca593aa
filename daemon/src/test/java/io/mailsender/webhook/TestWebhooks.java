package io.mailsender.webhook;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/** Webhooks for tests of other packages. */
public final class TestWebhooks {

    private TestWebhooks() {}

    /** @param id 12 letters */
    public static Webhook webhook(String id, String owner, String url, Instant now, String... events) {
        return Webhook.of(
                id, owner, url, EventFilter.parse(List.of(events)), WebhookSecret.random(new SecureRandom()), now);
    }

    public static WebhookStore.PayloadFormat format() {
        return new WebhookPayload();
    }
}
