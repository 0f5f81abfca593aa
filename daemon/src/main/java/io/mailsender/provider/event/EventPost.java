package io.mailsender.provider.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was posted to {@code /events/PROVIDER}. Nothing in it may be believed before it was found authentic.
 *
 * @param headers the first value of each header field; their names in lower case
 * @param body the bytes as received, which is what vendors sign
 * @param received the time by our clock
 */
public record EventPost(Map<String, String> headers, byte[] body, Instant received) {

    public EventPost {
        Map<String, String> lower = new TreeMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        headers = Map.copyOf(lower);
        body = body.clone();
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    @Override
    public byte[] body() {
        return body.clone();
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventPost post
                && headers.equals(post.headers)
                && Arrays.equals(body, post.body)
                && received.equals(post.received);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(body);
    }

    /** Without the content: it has addresses, and the headers have secrets. */
    @Override
    public String toString() {
        return "EventPost[" + body.length + " bytes]";
    }
}
