package io.mailsender.store;

import io.mailsender.delivery.RecipientReport;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.EventReason;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.provider.event.Severity;
import io.mailsender.queue.StoredMessage;
import io.mailsender.store.GuardedWrite.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What follows from an event about a recipient, in the transaction that applies it: each event once, repeated ones never. */
final class EventEffects {

    private final SuppressionRule suppressions;
    private final WebhookOutbox outbox;

    EventEffects(SuppressionRule suppressions, WebhookOutbox outbox) {
        this.suppressions = suppressions;
        this.outbox = outbox;
    }

    /** Where changes of messages are written for webhooks. */
    WebhookOutbox outbox() {
        return outbox;
    }

    /**
     * @param report the event; of any type
     * @param isChange whether it changes the state of the recipient
     */
    List<Sql> of(StoredMessage message, int position, RecipientReport report, boolean isChange, Instant now) {
        ProviderEvent event = report.event();
        List<Sql> effects = new ArrayList<>();
        if (isAboutAddress(event) && (isTrusted(event, message) || event.type() == EventType.BOUNCED)) {
            EmailAddress recipient = message.recipients().get(position).address();
            effects.addAll(suppressions.statements(
                    message.owner(),
                    message.id(),
                    report.provider(),
                    recipient,
                    event.type(),
                    isTrusted(event, message) ? event.detail().severity() : Severity.SOFT,
                    event.detail().text(),
                    event.time()));
        }
        if (RecipientReport.isState(event) ? isChange && event.type() != EventType.ACCEPTED : isAction(event)) {
            effects.addAll(outbox.recipientChanged(
                    message.id(), position, "recipient." + event.type().word(), now));
        }
        return effects;
    }

    /** One recipient could forge a mail about another: that counts at most as a soft bounce. */
    private static boolean isTrusted(ProviderEvent event, StoredMessage message) {
        return !event.isByMail() || message.recipients().size() == 1;
    }

    /** A provider also holds back what it takes for a second copy: that says nothing about the address. */
    private static boolean isAboutAddress(ProviderEvent event) {
        return event.type() != EventType.SUPPRESSED || event.detail().reason() != EventReason.OTHER;
    }

    /** What a recipient did, which changes no state of the delivery. */
    private static boolean isAction(ProviderEvent event) {
        return switch (event.type()) {
            case UNSUBSCRIBED, OPENED, CLICKED -> true;
            default -> false;
        };
    }
}
