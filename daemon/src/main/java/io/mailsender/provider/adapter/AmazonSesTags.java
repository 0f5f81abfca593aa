package io.mailsender.provider.adapter;

import io.mailsender.message.Message;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code EmailTags} of a message. SES has one kind of tag, a name with a value: the caller's metadata are such, the caller's
 * tags become {@code tag-1}, {@code tag-2} and so on, and the gateway's id goes along as {@value #ID}.
 *
 * <p>SES takes letters, digits, _ and - alone, and at most 256 of them (the model: MessageTagName, MessageTagValue). What else there
 * is in a name or a value becomes _, and what is longer is cut: {@code order.id} is {@code order_id} there. A label must not decide
 * which provider gets a mail; its original is in the gateway's own record. Names stay distinct: where one is taken already, the
 * later in the alphabet gets {@code _2}, {@code _3} and so on.
 */
final class AmazonSesTags {

    /** By it SES's events name a message, also where its answer, and with it the id there, was lost. */
    static final String ID = "mail-sender-id";

    private static final int MAX_LENGTH = 256;

    private AmazonSesTags() {}

    static Map<String, String> of(Message message) {
        Map<String, String> tags = new TreeMap<>();
        tags.put(ID, message.id().value());
        List<String> labels = message.extras().tags();
        for (int i = 0; i < labels.size(); i++) {
            tags.put("tag-" + (i + 1), plain(labels.get(i)));
        }
        // What needs no other name keeps its own.
        Map<String, String> others = new TreeMap<>();
        message.extras().metadata().forEach((name, value) -> {
            if (!name.equals(plain(name)) || tags.putIfAbsent(name, plain(value)) != null) {
                others.put(name, plain(value));
            }
        });
        others.forEach((name, value) -> tags.put(free(plain(name), tags), value));
        return tags;
    }

    private static String free(String name, Map<String, String> tags) {
        String free = name;
        for (int i = 2; tags.containsKey(free); i++) {
            String suffix = "_" + i;
            free = name.substring(0, Math.min(name.length(), MAX_LENGTH - suffix.length())) + suffix;
        }
        return free;
    }

    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().limit(MAX_LENGTH).forEach(c -> plain.append(isAllowed(c) ? (char) c : '_'));
        // SES takes no empty one.
        return plain.isEmpty() ? "_" : plain.toString();
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
