package io.mailsender.provider.adapter;

import io.mailsender.message.Message;
import io.mailsender.provider.LabelRule;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tags of a message's recipients and the metadata of its transmission, for SparkPost's events. SparkPost ignores more than ten tags,
 * and has room for 1000 bytes of metadata: the message's own id as {@value #ID}, then as much as fits, in alphabetical order.
 */
final class SparkpostLabelSet {

    /** Identifies a message in SparkPost's events, even if the answer with SparkPost's own id was lost. */
    static final String ID = "mail-sender-id";

    private static final int MAX_TAGS = 10;
    private static final int MAX_METADATA = 1000;

    /** The quotes, colon and comma of one pair in JSON. */
    private static final int AROUND_PAIR = 6;

    private static final LabelRule RULE = new LabelRule(Integer.MAX_VALUE, c -> true);

    private SparkpostLabelSet() {}

    static List<String> tags(Message message) {
        return message.extras().tags().stream()
                .map(RULE::apply)
                .distinct()
                .limit(MAX_TAGS)
                .toList();
    }

    static Map<String, String> metadata(Message message) {
        Map<String, String> metadata = new TreeMap<>(Map.of(ID, message.id().value()));
        int length = length(ID, message.id().value()) + "{}".length();
        for (Map.Entry<String, String> pair :
                new TreeMap<>(RULE.named(message.extras().metadata(), Set.of(ID))).entrySet()) {
            int more = length(pair.getKey(), pair.getValue());
            if (length + more <= MAX_METADATA) {
                metadata.put(pair.getKey(), pair.getValue());
                length += more;
            }
        }
        return metadata;
    }

    private static int length(String name, String value) {
        return AROUND_PAIR + escapedLength(name) + escapedLength(value);
    }

    private static int escapedLength(String text) {
        long escapes = text.chars().filter(c -> c == '"' || c == '\\').count();
        return ByteBufUtil.utf8Bytes(text) + (int) escapes;
    }
}
