package io.mailsender.http;

import io.mailsender.testing.ApiDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Creates JSON that a schema allows, and corrupts it as careless or hostile callers would. */
final class OddJson {

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\0",
            "\r\nBcc: evil@evil.example",
            "\u2028",
            "\u202E",
            "\u200B",
            "\uFEFF",
            "\uD800",
            "\uDC00\uD800",
            "😀",
            "e\u0301",
            "\uFFFF",
            "\u3164",
            "null",
            "true",
            "-1",
            "1e999",
            "'",
            "' OR '1'='1",
            "'; DROP TABLE message; --",
            "%",
            "_",
            "*",
            "\\",
            "\"",
            "../../etc/passwd",
            "C:\\con",
            "<script>alert(1)</script>",
            "${7*7}",
            "#{7*7}",
            "{{7*7}}",
            "${jndi:ldap://127.0.0.1/x}",
            "%s%n%x",
            "http://127.0.0.1/",
            "file:///etc/passwd",
            "a@b@c.example",
            "ann@example.com",
            "\"a b\"@example.com",
            "ann@[127.0.0.1]",
            "ann@\u00fc.example",
            "\u00fc@example.com",
            "Ann <ann@example.com>",
            "<ann@example.com>",
            "ann@xn--.example",
            "2026-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "1-x",
            "hold",
            "high",
            "=?utf-8?b?DQo=?=",
            "X-A",
            "Content-Type",
            "a/b; c=\"d\"",
            "JVBERi0=",
            "%%%");

    /** Written to the JSON unchanged. */
    private record Raw(String json) {}

    private static final List<Raw> RAW = List.of(
                    "null",
                    "true",
                    "0",
                    "-0",
                    "1e400",
                    "1e-400",
                    "1E+999999999",
                    "9".repeat(5_000),
                    "0." + "1".repeat(5_000),
                    "NaN",
                    "Infinity",
                    "01",
                    "+1",
                    "'x'",
                    "undefined",
                    "[]",
                    "{}",
                    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
                    "[".repeat(100) + "]".repeat(100),
                    "{\"a\":{\"b\":{\"c\":[{\"d\":null}]}}}",
                    "{\"a\":1,\"a\":2}",
                    "\"\\ud83d\"",
                    "\"\\u0000\"",
                    "\"\\x\"",
                    "\"\u0001\"",
                    "\"",
                    ",",
                    "",
                    "[null]",
                    "[1,\"a\",{}]",
                    "[\"ann@example.com\"]",
                    "{\"\":\"\"}",
                    "\"\\ud800\\u0041\"")
            .stream()
            .map(Raw::new)
            .toList();

    private final Random random;

    OddJson(Random random) {
        this.random = random;
    }

    Object valid(Map<String, Object> schema, String name) {
        if (name.equals("method")) {
            return "REQUEST"; // as the example of a calendar says
        }
        if (schema.get("enum") instanceof List<?> words) {
            return pick(words);
        }
        // A nullable type is a list of two.
        Object type = schema.get("type") instanceof List<?> types ? types.get(0) : schema.get("type");
        return switch (String.valueOf(type)) {
            case "object" -> schema.containsKey("properties") ? object(schema) : Map.of("X-" + name, "v", "X-2", "w");
            case "array" -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    list.add(valid(ApiDocument.cast(schema.get("items")), name));
                }
                yield list;
            }
            case "string" -> string(schema, name);
            case "boolean" -> random.nextBoolean();
            case "integer" -> random.nextInt(1_000);
            default -> throw new IllegalArgumentException("this generator does not know " + schema);
        };
    }

    private Map<String, Object> object(Map<String, Object> schema) {
        List<?> required = (List<?>) schema.getOrDefault("required", List.of());
        Map<String, Object> object = new LinkedHashMap<>();
        ApiDocument.cast(schema.get("properties")).forEach((name, property) -> {
            // A message needs a recipient.
            if (required.contains(name) || name.equals("to") || random.nextInt(3) == 0) {
                object.put(name, valid(ApiDocument.cast(property), name));
            }
        });
        return object;
    }

    private String string(Map<String, Object> schema, String name) {
        return switch (name) {
            case "to", "cc", "bcc", "reply_to" -> "Ann <ann" + random.nextInt(1_000) + "@example.com>";
            case "content" ->
                schema.get("example") instanceof String calendar && calendar.startsWith("BEGIN:")
                        ? calendar
                        : "aGVsbG8=";
            case "send_at" -> "2020-01-01T00:00:00Z";
            default -> schema.get("example") instanceof String example ? example : name;
        };
    }

    /** A text that no caller should send. */
    String text() {
        String text = pick(TEXTS);
        return switch (random.nextInt(6)) {
            case 0 -> text + pick(TEXTS);
            case 1 -> "a" + text + "@example.com";
            case 2 -> random.nextInt(20) == 0 ? (text + "x").repeat(5_000) : text;
            default -> text;
        };
    }

    /** Corrupts one place: replaces, removes, repeats or adds something. */
    Object corrupt(@Nullable Object json) {
        if (json instanceof Map<?, ?> map && !map.isEmpty() && random.nextInt(5) > 0) {
            Map<Object, Object> copy = new LinkedHashMap<>(map);
            Object key = pick(List.copyOf(map.keySet()));
            switch (random.nextInt(8)) {
                case 0 -> copy.remove(key);
                case 1 -> copy.put(text(), "x");
                case 2 -> copy.put(key + "\"" + ":1,\"" + key, "x");
                default -> copy.put(key, corrupt(map.get(key)));
            }
            return copy;
        }
        if (json instanceof List<?> list && !list.isEmpty() && random.nextInt(4) > 0) {
            List<Object> copy = new ArrayList<>(list);
            int at = random.nextInt(list.size());
            switch (random.nextInt(6)) {
                case 0 -> copy.remove(at);
                case 1 -> {
                    for (int i = random.nextInt(2) == 0 ? 2_000 : 60; i > 0; i--) {
                        copy.add(list.get(at));
                    }
                }
                default -> copy.set(at, corrupt(list.get(at)));
            }
            return copy;
        }
        return random.nextInt(2) == 0 ? pick(RAW) : text();
    }

    String write(Object json) {
        if (json instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> "\"" + escaped(String.valueOf(e.getKey())) + "\":" + write(e.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (json instanceof List<?> list) {
            return list.stream().map(this::write).collect(Collectors.joining(",", "[", "]"));
        }
        if (json instanceof Boolean) {
            return json.toString();
        }
        return json instanceof Raw raw ? raw.json() : "\"" + escaped(String.valueOf(json)) + "\"";
    }

    /** Rarely not escaped at all; otherwise escaped in one of the possible ways. */
    private String escaped(String text) {
        if (random.nextInt(30) == 0) {
            return text;
        }
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c) || (c > 126 && random.nextBoolean())) {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
