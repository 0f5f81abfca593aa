package io.mailsender.provider.adapter;

import io.mailsender.message.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The {@code EmailTags} of a message. SES has one kind of tag, a name with a value: the caller's metadata are such, the caller's
 * tags become {@code tag-1}, {@code tag-2} and so on, and the gateway's id goes along as {@value #ID}.
 */
final class AmazonSesTags {

    /** By it SES's events name a message, also where its answer, and with it the id there, was lost. */
    static final String ID = "mail-sender-id";

    /** The model: MessageTagName, MessageTagValue. */
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-]{1,256}");

    private AmazonSesTags() {}

    /** Empty where SES cannot carry them. */
    static Optional<Map<String, String>> of(Message message) {
        Map<String, String> metadata = message.extras().metadata();
        List<String> labels = message.extras().tags();
        Map<String, String> tags = new TreeMap<>(metadata);
        tags.put(ID, message.id().value());
        for (int i = 0; i < labels.size(); i++) {
            tags.put("tag-" + (i + 1), labels.get(i));
        }
        boolean distinct = tags.size() == metadata.size() + labels.size() + 1;
        return distinct
                        && tags.entrySet().stream()
                                .allMatch(tag -> isAllowed(tag.getKey()) && isAllowed(tag.getValue()))
                ? Optional.of(tags)
                : Optional.empty();
    }

    private static boolean isAllowed(String text) {
        return ALLOWED.matcher(text).matches();
    }
}
