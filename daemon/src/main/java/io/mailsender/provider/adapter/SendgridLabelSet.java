package io.mailsender.provider.adapter;

import io.mailsender.message.Message;
import io.mailsender.provider.LabelRule;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The categories and custom arguments of a message: its first ten distinct tags, as much of the metadata as fits, in alphabetical
 * order, and the message's own id as {@value #ID}. SendGrid refuses a message that exceeds one of its limits.
 *
 * @param categories in the caller's order
 * @param arguments values by name, in a fixed order
 */
record SendgridLabelSet(List<String> categories, Map<String, String> arguments) {

    /** Identifies a message in SendGrid's events, even if the answer with SendGrid's own id was lost. */
    static final String ID = "mail-sender-id";

    /**
     * Custom arguments are members of an event beside SendGrid's own, so a caller's metadata could make an event look like another, about
     * any recipient.
     */
    private static final Set<String> RESERVED = Set.of(
            ID,
            "asm_group_id",
            "attempt",
            "bounce_classification",
            "category",
            "email",
            "event",
            "ip",
            "reason",
            "response",
            "sg_event_id",
            "sg_message_id",
            "sg_machine_open",
            "smtp-id",
            "status",
            "timestamp",
            "tls",
            "type",
            "url",
            "url_offset",
            "useragent");

    private static final int MAX_CATEGORIES = 10;

    /** The API's description says 10,000 bytes, the newer list of errors 50,000. */
    private static final int MAX_ARGUMENTS = 10_000;

    /** The quotation marks, colon and comma of an entry in JSON. */
    private static final int PUNCTUATION = 6;

    /** SendGrid's list of errors: "Categories can not contain non-ASCII characters", at most 255 characters each. */
    private static final LabelRule CATEGORY = new LabelRule(255, c -> c >= ' ' && c < 0x7F);

    private static final LabelRule NAME = new LabelRule(Integer.MAX_VALUE, c -> true);

    static SendgridLabelSet of(Message message) {
        List<String> categories = message.extras().tags().stream()
                .map(CATEGORY::apply)
                .distinct()
                .limit(MAX_CATEGORIES)
                .toList();
        Map<String, String> arguments = new TreeMap<>();
        arguments.put(ID, message.id().value());
        int room = MAX_ARGUMENTS - length(ID, message.id().value());
        Map<String, String> metadata = NAME.named(message.extras().metadata(), RESERVED);
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            int length = length(entry.getKey(), entry.getValue());
            if (length <= room) {
                arguments.put(entry.getKey(), entry.getValue());
                room -= length;
            }
        }
        return new SendgridLabelSet(categories, arguments);
    }

    private static int length(String name, String value) {
        return PUNCTUATION + ByteBufUtil.utf8Bytes(name) + ByteBufUtil.utf8Bytes(value);
    }
}
