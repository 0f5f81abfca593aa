package io.mailsender.webhook;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The clock of a store. */
final class StoreClock extends Clock {

    private final WebhookStore store;

    StoreClock(WebhookStore store) {
        this.store = store;
    }

    @Override
    public Instant instant() {
        return store.now();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
