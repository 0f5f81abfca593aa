package io.mailsender.console.screen;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What needs a person, with its times apart, so that a page shows them as it shows all times. */
final class AttentionText {

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");

    private AttentionText() {}

    /** @param at the time behind the text; {@code null} behind the last one */
    record Part(String text, @Nullable Instant at) {}

    static List<Part> of(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher time = TIME.matcher(text);
        int end = 0;
        while (time.find()) {
            parts.add(new Part(text.substring(end, time.start()), Instant.parse(time.group())));
            end = time.end();
        }
        parts.add(new Part(text.substring(end), null));
        return parts;
    }
}
