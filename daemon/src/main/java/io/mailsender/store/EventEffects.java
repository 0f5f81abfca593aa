package io.mailsender.store;

import io.mailsender.delivery.RecipientReport;
import io.mailsender.queue.StoredMessage;
import io.mailsender.store.GuardedWrite.Sql;
import java.time.Instant;
import java.util.List;

/** What follows from an event about a recipient, within the transaction that applies it: each event once, repeated ones never. */
interface EventEffects {

    EventEffects NONE = (message, position, report, isChange, now) -> List.of();

    /**
     * @param report the event; of any type
     * @param isChange whether it changes the state of the recipient
     */
    List<Sql> of(StoredMessage message, int position, RecipientReport report, boolean isChange, Instant now);
}
