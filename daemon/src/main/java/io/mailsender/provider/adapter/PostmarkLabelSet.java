package io.mailsender.provider.adapter;

import io.mailsender.message.Message;
import io.mailsender.provider.LabelRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The {@code Tag} and {@code Metadata} of a message. Postmark has one tag: the first. Metadata is the message's own id as {@value #ID},
 * the caller's metadata in alphabetical order, and the other tags as {@code tag-2} and so on, as far as they fit. The recipient does
 * not see them.
 *
 * <p>Postmark refuses a message that exceeds one of its
 * <a href="https://postmarkapp.com/support/article/1125-custom-metadata-faq">limits</a> (anymail/django-anymail#238,
 * dittofeed/dittofeed#1759): ten fields, names of 20 and values of 80 characters, no two names that differ only in case.
 */
record PostmarkLabelSet(Optional<String> tag, Map<String, String> metadata) {

    /** Identifies a message in Postmark's events, even if the answer with Postmark's own id was lost. */
    static final String ID = "mail-sender-id";

    private static final int MAX_TAG = 1000;
    private static final int MAX_FIELDS = 10;
    private static final int MAX_NAME = 20;
    private static final int MAX_VALUE = 80;

    /** The characters of Postmark's examples. Over SMTP and in some webhooks, names are parts of header fields. */
    private static final LabelRule NAME = new LabelRule(MAX_NAME, PostmarkLabelSet::isAllowed);

    static PostmarkLabelSet of(Message message) {
        Map<String, String> metadata = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        metadata.put(ID, message.id().value());
        NAME.named(message.extras().metadata(), Set.of(ID)).forEach((name, value) -> add(metadata, name, value));
        List<String> tags = message.extras().tags();
        for (int i = 1; i < tags.size(); i++) {
            add(metadata, "tag-" + (i + 1), tags.get(i));
        }
        return new PostmarkLabelSet(
                tags.stream().findFirst().filter(tag -> !tag.isBlank()).map(tag -> cut(tag, MAX_TAG)), metadata);
    }

    private static void add(Map<String, String> metadata, String name, String value) {
        if (metadata.size() == MAX_FIELDS) {
            return;
        }
        String free = name;
        for (int i = 2; metadata.containsKey(free); i++) {
            String suffix = "_" + i;
            free = cut(name, MAX_NAME - suffix.length()) + suffix;
        }
        metadata.put(free, cut(value, MAX_VALUE));
    }

    /** Cuts between characters, never within a surrogate pair. */
    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == '.';
    }
}
