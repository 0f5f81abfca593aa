package io.mailsender.smtp;

import io.mailsender.common.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One port of the SMTP server.
 *
 * @param host the address to listen on
 * @param port the TCP port; 0 picks a free one
 */
record ListenerSetting(String host, int port, Mode tls) {

    private static final Set<String> KEYS = Set.of("host", "port", "tls");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");
    private static final int MAX_PORT = 65_535;

    /** When TLS begins. */
    enum Mode {
        /** With the command STARTTLS. */
        STARTTLS,
        /** At once. */
        IMPLICIT,
        /** Never. */
        NONE
    }

    /** @throws IllegalArgumentException with the place in {@code listeners}, if one is not valid */
    static List<ListenerSetting> parse(@Nullable List<Map<String, Object>> blocks) {
        List<ListenerSetting> listeners = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int i = 0;
        for (Map<String, Object> block : blocks == null ? List.<Map<String, Object>>of() : blocks) {
            String place = "listeners[" + i++ + "]";
            ListenerSetting one = parse(place, block);
            if (one.port != 0 && !seen.add(one.host + " " + one.port)) {
                throw new IllegalArgumentException(place + " has the host and port of another one");
            }
            listeners.add(one);
        }
        return listeners;
    }

    private static ListenerSetting parse(String place, Map<String, Object> block) {
        Set<String> unknown = new TreeSet<>(block.keySet());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    place + "." + unknown.iterator().next() + ": unknown setting; known: host, port, tls");
        }
        String port = text(place, block, "port");
        if (!NUMBER.matcher(port).matches() || Integer.parseInt(port) > MAX_PORT) {
            throw new IllegalArgumentException(place + ".port must be a number from 0 to " + MAX_PORT);
        }
        Mode tls = Word.parse(Mode.class, text(place, block, "tls"))
                .orElseThrow(
                        () -> new IllegalArgumentException(place + ".tls must be one of starttls, implicit, none"));
        return new ListenerSetting(text(place, block, "host"), Integer.parseInt(port), tls);
    }

    private static String text(String place, Map<String, Object> block, String key) {
        Object value = block.get(key);
        if (value == null || value.toString().isBlank()) {
            throw new IllegalArgumentException(place + "." + key + " is missing");
        }
        return value.toString();
    }

    /** The host and port, as in the log. */
    String address() {
        return at(port);
    }

    /** The same with the port that was picked. */
    String at(int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
