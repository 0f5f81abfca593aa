package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Reply;
import io.micronaut.json.tree.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code results} of a 200. SparkPost accepts a transmission if it accepts one recipient: {@code total_rejected_recipients} counts
 * the others, and {@code rcpt_to_errors} names them in its texts.
 *
 * @param refused the rejected recipients that the answer names, each with the reason
 */
record SparkpostResult(String id, int accepted, int rejected, Map<EmailAddress, String> refused) {

    private static final Pattern ADDRESS = Pattern.compile("(?<![^\\s<>\"',;:@])[^\\s<>\"',;:@]++@[^\\s<>\"',;]++");

    /** Empty if the answer is not SparkPost's. */
    static Optional<SparkpostResult> of(Answer answer) {
        JsonNode results = answer.json().get("results");
        JsonNode id = results == null ? null : results.get("id");
        if (id == null || !id.isString() || id.getStringValue().isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new SparkpostResult(
                id.getStringValue(),
                number(results.get("total_accepted_recipients")),
                number(results.get("total_rejected_recipients")),
                refused(results.get("rcpt_to_errors"))));
    }

    Outcome outcome(Reply reply) {
        if (rejected == 0) {
            return new Sent(reply, id);
        }
        if (accepted == 0) {
            return new Rejected(reply);
        }
        if (refused.size() < rejected) {
            // Not sent to some, and the answer does not say to whom.
            return new Unknown(new Reply(
                    reply.statusCode(),
                    rejected + " of " + (accepted + rejected)
                            + " recipients were rejected, and the answer does not say which"));
        }
        Map<EmailAddress, Outcome> outcomes = new HashMap<>();
        refused.forEach(
                (recipient, text) -> outcomes.put(recipient, new Rejected(new Reply(reply.statusCode(), text))));
        return new Sent(reply, id, outcomes);
    }

    private static Map<EmailAddress, String> refused(@Nullable JsonNode errors) {
        Map<EmailAddress, String> refused = new HashMap<>();
        if (errors != null && errors.isArray()) {
            for (JsonNode error : errors.values()) {
                String text = SparkpostErrorTable.text(error);
                Matcher address = ADDRESS.matcher(text);
                while (address.find()) {
                    put(refused, address.group(), text);
                }
            }
        }
        return refused;
    }

    private static void put(Map<EmailAddress, String> refused, String address, String text) {
        try {
            refused.put(EmailAddress.parse(address), text);
        } catch (IllegalArgumentException e) {
            // Not an address, so not one of ours.
        }
    }

    private static int number(@Nullable JsonNode value) {
        return value != null && value.isNumber() ? value.getIntValue() : 0;
    }
}
