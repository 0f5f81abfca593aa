package io.mailsender.provider.adapter;

import io.mailsender.message.Message;
import io.mailsender.provider.LabelRule;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The {@code o:tag} and {@code v:} fields of a message: the first ten tags that Mailgun distinguishes, as much of the metadata as fits,
 * in alphabetical order, and the message's own id as {@value #ID}.
 *
 * @param tags in the caller's order
 * @param variables values by name
 */
record MailgunLabelSet(List<String> tags, Map<String, String> variables) {

    /** Identifies a message in Mailgun's events, even if the answer with Mailgun's own id was lost. */
    static final String ID = "mail-sender-id";

    /** Mailgun's help: "Maximum of 10 tags per individual email message". The older manual says 3. */
    private static final int MAX_TAGS = 10;

    /** Mailgun's manual: "Tags are case insensitive and should be ascii only. The maximum length of characters is 128." */
    private static final LabelRule TAG = new LabelRule(128, c -> c >= ' ' && c < 0x7F);

    /**
     * Some readers of a form take a backslash as an escape, for example of the quotation mark that ends the name. A quotation mark is
     * percent-encoded, which some readers do not decode.
     */
    private static final LabelRule NAME = new LabelRule(Integer.MAX_VALUE, c -> c != '\\' && c != '"');

    static MailgunLabelSet of(Message message) {
        List<String> tags = new ArrayList<>();
        Set<String> known = new TreeSet<>();
        for (String label : message.extras().tags()) {
            String tag = TAG.apply(label);
            if (tags.size() < MAX_TAGS && known.add(tag.toLowerCase(Locale.ROOT))) {
                tags.add(tag);
            }
        }
        Map<String, String> variables =
                new TreeMap<>(NAME.named(message.extras().metadata(), Set.of(ID)));
        variables.put(ID, message.id().value());
        return new MailgunLabelSet(tags, variables);
    }

    /** The fields that fit, always with the message's own id. */
    MailgunLabelSet within(int room) {
        if (length() <= room) {
            return this;
        }
        Map<String, String> fitting = new TreeMap<>();
        fitting.put(ID, String.valueOf(variables.get(ID)));
        int length = new MailgunLabelSet(tags, fitting).length();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            int more = length(variable);
            if (!variable.getKey().equals(ID) && length + more <= room) {
                fitting.put(variable.getKey(), variable.getValue());
                length += more;
            }
        }
        return new MailgunLabelSet(tags, fitting);
    }

    /** The length in bytes, with the prefixes of the fields. */
    int length() {
        return tags.stream().mapToInt(tag -> "o:tag".length() + tag.length()).sum()
                + variables.entrySet().stream()
                        .mapToInt(MailgunLabelSet::length)
                        .sum();
    }

    private static int length(Map.Entry<String, String> variable) {
        return "v:".length() + ByteBufUtil.utf8Bytes(variable.getKey()) + ByteBufUtil.utf8Bytes(variable.getValue());
    }
}
