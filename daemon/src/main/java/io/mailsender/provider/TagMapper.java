package io.mailsender.provider;

import io.mailsender.message.Message;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Maps tags and metadata to tags with a name and a value, as Amazon SES has them, and Resend, which sends through SES. Metadata keep
 * their names, tags become {@code tag-1}, {@code tag-2} and so on, and the message's own id is added as {@value #ID}.
 *
 * <p>SES allows at most 256 letters, digits, _ and - in names and values (service model: MessageTagName, MessageTagValue), so
 * {@code order.id} becomes {@code order_id}.
 */
public final class TagMapper {

    /** Identifies a message in the vendor's events, even if the answer with the vendor's own id was lost. */
    public static final String ID = "mail-sender-id";

    private static final LabelRule RULE = new LabelRule(256, TagMapper::isAllowed);

    private TagMapper() {}

    public static Map<String, String> of(Message message) {
        Map<String, String> tags = new TreeMap<>();
        tags.put(ID, message.id().value());
        List<String> labels = message.extras().tags();
        for (int i = 0; i < labels.size(); i++) {
            tags.put("tag-" + (i + 1), RULE.apply(labels.get(i)));
        }
        RULE.named(message.extras().metadata(), tags.keySet())
                .forEach((name, value) -> tags.put(name, RULE.apply(value)));
        return tags;
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
