package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.FaultyHttpServer.Request;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SendGrid's OpenAPI description of Mail Send (the file names its origin), to validate requests. */
final class SendgridSchema {

    private static final JsonMapper MAPPER = JsonMapper.createDefault();

    private final JsonNode document;

    private SendgridSchema(JsonNode document) {
        this.document = document;
    }

    static SendgridSchema read() throws IOException {
        try (InputStream in = SendgridSchema.class.getResourceAsStream("/specs/sendgrid-mail-send.json")) {
            return new SendgridSchema(MAPPER.readValue(in, Argument.of(JsonNode.class)));
        }
    }

    /** The body of a request, after validation. */
    JsonNode check(Request request) throws IOException {
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/v3/mail/send");
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        assertThat(request.header("Accept")).isEqualTo("application/json");
        JsonNode body = MAPPER.readValue(request.body(), Argument.of(JsonNode.class));
        assertThat(faults(body)).isEmpty();
        return body;
    }

    /** A value as Java's collections hold it. */
    static Object plain(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return "null";
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.values().forEach(value -> list.add(plain(value)));
            return list;
        }
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.entries().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
            return map;
        }
        return node.coerceStringValue();
    }

    List<String> faults(JsonNode body) {
        List<String> faults = new ArrayList<>();
        check(document.get("request"), body, "body", faults);
        return faults;
    }

    private void check(JsonNode schema, JsonNode value, String where, List<String> faults) {
        JsonNode reference = schema.get("$ref");
        if (reference != null) {
            String name = reference.getStringValue().replaceFirst(".*/", "");
            check(document.get("components").get("schemas").get(name), value, where, faults);
            return;
        }
        switch (schema.get("type").getStringValue()) {
            case "object" -> checkObject(schema, value, where, faults);
            case "array" -> checkArray(schema, value, where, faults);
            case "string" -> checkString(schema, value, where, faults);
            case "boolean" -> expect(value.isBoolean(), where + " is no boolean", faults);
            case "integer" -> expect(value.isNumber(), where + " is no number", faults);
            default -> faults.add(where + " has a type that no request needed before");
        }
    }

    private void checkObject(JsonNode schema, JsonNode value, String where, List<String> faults) {
        if (!value.isObject()) {
            faults.add(where + " is no object");
            return;
        }
        JsonNode properties = schema.get("properties");
        value.entries().forEach(entry -> {
            String path = where + "." + entry.getKey();
            JsonNode property = properties == null ? null : properties.get(entry.getKey());
            if (property != null) {
                check(property, entry.getValue(), path, faults);
            } else {
                // Without properties, names are free; SendGrid's list of errors says that the values are strings.
                expect(properties == null && entry.getValue().isString(), path + " is not described", faults);
            }
        });
        JsonNode required = schema.get("required");
        if (required != null) {
            required.values()
                    .forEach(name -> expect(
                            value.get(name.getStringValue()) != null,
                            where + " lacks " + name.getStringValue(),
                            faults));
        }
    }

    private void checkArray(JsonNode schema, JsonNode value, String where, List<String> faults) {
        if (!value.isArray()) {
            faults.add(where + " is no array");
            return;
        }
        JsonNode max = schema.get("maxItems");
        expect(max == null || value.size() <= max.getIntValue(), where + " is too long", faults);
        List<JsonNode> items = new ArrayList<>();
        value.values().forEach(items::add);
        JsonNode unique = schema.get("uniqueItems");
        if (unique != null && unique.getBooleanValue()) {
            expect(new HashSet<>(items).size() == items.size(), where + " repeats an item", faults);
        }
        // An empty list is an error (sendgrid/sendgrid-nodejs#263), though the description allows it.
        expect(!items.isEmpty(), where + " is empty", faults);
        items.forEach(item -> check(schema.get("items"), item, where + "[]", faults));
    }

    private static void checkString(JsonNode schema, JsonNode value, String where, List<String> faults) {
        if (!value.isString()) {
            faults.add(where + " is no string");
            return;
        }
        int length = value.getStringValue().length();
        JsonNode min = schema.get("minLength");
        JsonNode max = schema.get("maxLength");
        expect(min == null || length >= min.getIntValue(), where + " is too short", faults);
        expect(max == null || length <= max.getIntValue(), where + " is too long", faults);
        JsonNode words = schema.get("enum");
        if (words != null) {
            List<String> allowed = new ArrayList<>();
            words.values().forEach(word -> allowed.add(word.getStringValue()));
            expect(allowed.contains(value.getStringValue()), where + " is not one of " + allowed, faults);
        }
    }

    private static void expect(boolean holds, String fault, List<String> faults) {
        if (!holds) {
            faults.add(fault);
        }
    }
}
