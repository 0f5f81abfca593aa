package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Recipients that are inactive at Postmark: they bounced, complained or were suppressed by hand. Another provider would only harm its
 * own reputation with them. Postmark names them in its text, in lower case: in an error (406) if all are inactive, otherwise in the
 * answer of an accepted message.
 */
final class PostmarkInactive {

    private static final String LIST = "inactive addresses:";

    private PostmarkInactive() {}

    /** @return the addresses that a text names, each as rejected */
    static Map<EmailAddress, Outcome> refused(String text, Reply reply) {
        int list = text.indexOf(LIST);
        Map<EmailAddress, Outcome> refused = new HashMap<>();
        if (list >= 0) {
            Stream.of(text.substring(list + LIST.length()).split("[,\\s]+"))
                    .map(word -> word.endsWith(".") ? word.substring(0, word.length() - 1) : word)
                    .filter(word -> word.indexOf('@') > 0)
                    .forEach(word -> add(refused, word, reply));
        }
        return refused;
    }

    private static void add(Map<EmailAddress, Outcome> refused, String word, Reply reply) {
        try {
            refused.put(EmailAddress.parse(word), new Rejected(reply));
        } catch (IllegalArgumentException e) {
            // None of our recipients.
        }
    }

    /**
     * An outcome with the envelope's own recipients. If an error names only some of them, Postmark contradicts itself, and may have sent
     * to the others.
     */
    static Outcome among(Envelope envelope, Outcome outcome) {
        if (outcome instanceof Sent sent && !sent.refused().isEmpty()) {
            Map<EmailAddress, Outcome> refused = matching(envelope.recipients(), sent.refused());
            return refused.size() == envelope.recipients().size()
                    ? new Rejected(sent.reply(), refused)
                    : new Sent(sent.reply(), sent.providerMessageId(), refused);
        }
        if (outcome instanceof Rejected rejected && !rejected.recipients().isEmpty()) {
            Map<EmailAddress, Outcome> refused = matching(envelope.recipients(), rejected.recipients());
            return envelope.recipients().size() == 1
                            || refused.size() == envelope.recipients().size()
                    ? new Rejected(rejected.reply(), refused)
                    : new Unknown(rejected.reply());
        }
        return outcome;
    }

    private static Map<EmailAddress, Outcome> matching(
            List<EmailAddress> recipients, Map<EmailAddress, Outcome> refused) {
        Map<EmailAddress, Outcome> matching = new HashMap<>();
        refused.forEach((address, outcome) -> recipients.stream()
                .filter(recipient -> recipient.toString().equalsIgnoreCase(address.toString()))
                .forEach(recipient -> matching.put(recipient, outcome)));
        return matching;
    }
}
