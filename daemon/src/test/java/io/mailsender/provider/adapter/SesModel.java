package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.FaultyHttpServer.Request;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** AWS's service model of SES v2 (the file names its origin), to validate requests. */
final class SesModel {

    private static final JsonMapper MAPPER = JsonMapper.createDefault();
    private final JsonNode model;

    private SesModel(JsonNode model) {
        this.model = model;
    }

    static SesModel read() {
        try (InputStream in = SesModel.class.getResourceAsStream("/specs/sesv2-excerpt.json")) {
            return new SesModel(MAPPER.readValue(in, Argument.of(JsonNode.class)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body of a request, after validation against the model of an operation. */
    JsonNode check(String operation, Request request) throws IOException {
        JsonNode description = model.get("operations").get(operation);
        String uri = description.get("http").get("requestUri").getStringValue();
        assertThat(request.method())
                .isEqualTo(description.get("http").get("method").getStringValue());
        assertThat(request.path()).matches(Pattern.quote(uri).replace("{EmailIdentity}", "\\E[A-Za-z0-9._~%-]+\\Q"));
        if (request.body().length == 0) {
            return JsonNode.createObjectNode(Map.of());
        }
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        JsonNode body = MAPPER.readValue(request.body(), Argument.of(JsonNode.class));
        assertThat(faults(description.get("input").get("shape").getStringValue(), body))
                .isEmpty();
        return body;
    }

    List<String> faults(String shape, JsonNode value) {
        List<String> faults = new ArrayList<>();
        check(shape, value, shape, faults);
        return faults;
    }

    private void check(String name, JsonNode value, String where, List<String> faults) {
        JsonNode shape = model.get("shapes").get(name);
        switch (shape.get("type").getStringValue()) {
            case "structure" -> checkStructure(shape, value, where, faults);
            case "list" -> {
                if (!value.isArray()) {
                    faults.add(where + " is no list");
                    return;
                }
                checkSize(shape, value.size(), where, faults);
                value.values()
                        .forEach(
                                v -> check(shape.get("member").get("shape").getStringValue(), v, where + "[]", faults));
            }
            case "string" -> checkString(shape, value, where, faults);
            case "blob" -> {
                try {
                    Base64.getDecoder().decode(value.getStringValue());
                } catch (IllegalArgumentException e) {
                    faults.add(where + " is no base64");
                }
            }
            case "boolean" -> {
                if (!value.isBoolean()) {
                    faults.add(where + " is no boolean");
                }
            }
            default -> faults.add(where + " has a type that no request needed before");
        }
    }

    private void checkStructure(JsonNode shape, JsonNode value, String where, List<String> faults) {
        if (!value.isObject()) {
            faults.add(where + " is no object");
            return;
        }
        JsonNode members = shape.get("members");
        value.entries().forEach(entry -> {
            JsonNode member = members.get(entry.getKey());
            if (member == null) {
                faults.add(where + " has no member " + entry.getKey());
            } else {
                check(member.get("shape").getStringValue(), entry.getValue(), where + "." + entry.getKey(), faults);
            }
        });
        JsonNode required = shape.get("required");
        if (required != null) {
            required.values().forEach(r -> {
                if (value.get(r.getStringValue()) == null) {
                    faults.add(where + " lacks " + r.getStringValue());
                }
            });
        }
    }

    private static void checkString(JsonNode shape, JsonNode value, String where, List<String> faults) {
        if (!value.isString()) {
            faults.add(where + " is no string");
            return;
        }
        String text = value.getStringValue();
        checkSize(shape, text.length(), where, faults);
        JsonNode pattern = shape.get("pattern");
        if (pattern != null && !text.matches(pattern.getStringValue())) {
            faults.add(where + " does not match " + pattern.getStringValue());
        }
        JsonNode words = shape.get("enum");
        if (words != null) {
            List<String> allowed = new ArrayList<>();
            words.values().forEach(w -> allowed.add(w.getStringValue()));
            if (!allowed.contains(text)) {
                faults.add(where + " is not one of " + allowed);
            }
        }
    }

    private static void checkSize(JsonNode shape, int size, String where, List<String> faults) {
        JsonNode min = shape.get("min");
        JsonNode max = shape.get("max");
        if (min != null && size < min.getIntValue()) {
            faults.add(where + " is shorter than " + min.getIntValue());
        }
        if (max != null && size > max.getIntValue()) {
            faults.add(where + " is longer than " + max.getIntValue());
        }
    }
}
