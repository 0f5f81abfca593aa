package io.mailsender.provider.adapter;

import io.mailsender.message.Message;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code EmailTags} of a message. SES has one kind of tag, a name with a value: the caller's metadata are such, the caller's
 * tags become {@code tag-1}, {@code tag-2} and so on, and the gateway's id goes along as {@value #ID}.
 *
 * <p>SES takes letters, digits, _ and - alone, and at most 256 of them (the model: MessageTagName, MessageTagValue), in names and in
 * values: {@code order.id} is {@code order_id} there.
 */
final class AmazonSesTagMapper {

    /** By it SES's events name a message, also where its answer, and with it the id there, was lost. */
    static final String ID = "mail-sender-id";

    private static final LabelRule RULE = new LabelRule(256, AmazonSesTagMapper::isAllowed);

    private AmazonSesTagMapper() {}

    static Map<String, String> of(Message message) {
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
