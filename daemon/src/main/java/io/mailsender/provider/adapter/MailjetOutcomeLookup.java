package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.provider.JsonMember;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.OutcomeLookup;
import io.mailsender.provider.Reply;
import io.micronaut.json.tree.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Asks Mailjet for a message by its {@code CustomID} (<a href="https://dev.mailjet.com/email/guides/send-api-v31/">"Send an email with a
 * custom ID"</a>), which needs no other right than sending. Mailjet keeps one entry for each recipient.
 */
final class MailjetOutcomeLookup implements OutcomeLookup {

    /** How much Mailjet's clock may be behind ours. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final MailjetRest rest;

    MailjetOutcomeLookup(MailjetRest rest) {
        this.rest = rest;
    }

    @Override
    public CompletionStage<Optional<Sent>> find(Message message, Envelope envelope, Instant began) {
        String id = message.id().value();
        return rest.get("message?CustomID=" + id + "&ShowCustomID=true&ShowContactAlt=true&Limit=1000")
                .thenApply(answer -> {
                    if (!answer.isSuccess()) {
                        throw LookupHttp.failure(answer, false);
                    }
                    return MailjetRest.data(answer).stream()
                            .filter(entry -> isOf(entry, id, envelope, began))
                            .findFirst()
                            .map(entry -> new Sent(
                                    new Reply(
                                            answer.status(),
                                            "found at Mailjet: "
                                                    + JsonMember.find(entry, "Status")
                                                            .orElse("no status")),
                                    JsonMember.find(entry, "UUID").orElse(null)));
                });
    }

    /**
     * Whether the entry is of this attempt, not of an earlier one for other recipients or before a person resent the message. Mailjet
     * ignores a filter that it does not know, and lists the last messages (mailjet/mailjet-apiv3-php#201), so the id is compared.
     */
    private static boolean isOf(JsonNode entry, String id, Envelope envelope, Instant began) {
        return JsonMember.find(entry, "CustomID").filter(id::equals).isPresent()
                && JsonMember.find(entry, "ArrivedAt")
                        .filter(at -> isSince(at, began))
                        .isPresent()
                && JsonMember.find(entry, "ContactAlt")
                        .filter(contact -> isAmong(contact, envelope))
                        .isPresent();
    }

    private static boolean isSince(String arrivedAt, Instant began) {
        try {
            return !Instant.parse(arrivedAt).isBefore(began.minus(SKEW));
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isAmong(String contact, Envelope envelope) {
        return envelope.recipients().stream().map(EmailAddress::toString).anyMatch(contact::equalsIgnoreCase);
    }
}
