package io.mailsender.provider.adapter;

import io.mailsender.message.Message;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The {@code o:tag} and {@code v:} fields of a message. Of its tags the first ten go along that differ there; of its metadata, in the
 * order of the alphabet, those for which there is room. The gateway's id goes along as {@value #ID}.
 *
 * @param tags in the caller's order
 * @param variables from the name to the value
 */
record MailgunLabelSet(List<String> tags, Map<String, String> variables) {

    /** By it Mailgun's events name a message, also where its answer, and with it the id there, was lost. */
    static final String ID = "mail-sender-id";

    /** Mailgun's help: "Maximum of 10 tags per individual email message". Its older manual said 3. */
    private static final int MAX_TAGS = 10;

    /** The manual: "Tags are case insensitive and should be ascii only. The maximum length of characters is 128." */
    private static final LabelRule TAG = new LabelRule(128, c -> c >= ' ' && c < 0x7F);

    /**
     * Some readers of a form take a backslash for itself, others for the escape of what follows, such as the end of the name; and for
     * the quotation mark, which is percent-encoded, some do not decode it.
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

    /** Those that fit, the gateway's id always among them. */
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

    /** In bytes, with the prefixes of the fields. */
    int length() {
        return tags.stream().mapToInt(tag -> "o:tag".length() + tag.length()).sum()
                + variables.entrySet().stream().mapToInt(MailgunLabelSet::length).sum();
    }

    private static int length(Map.Entry<String, String> variable) {
        return "v:".length() + ByteBufUtil.utf8Bytes(variable.getKey()) + ByteBufUtil.utf8Bytes(variable.getValue());
    }
}
