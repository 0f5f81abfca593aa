package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailsender.testing.FaultyHttpServer.Request;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import org.yaml.snakeyaml.Yaml;

/** A request to Resend, checked against Resend's OpenAPI description. */
record ResendRequest(Request http, JsonNode json) {

    static ResendRequest read(Request request) throws IOException {
        return new ResendRequest(request, new ObjectMapper().readTree(request.body()));
    }

    /** Checks the names, types, required members and limits of the body and of the idempotency key. */
    void assertDescribed() throws IOException {
        assertThat(http.method() + " " + http.path()).isEqualTo("POST /emails");
        try (InputStream file = ResendRequest.class.getResourceAsStream("/specs/resend-emails.yaml")) {
            JsonNode document = new ObjectMapper().valueToTree((Map<?, ?>) new Yaml().load(file));
            JsonNode operation = document.at("/paths/~1emails/post");
            check(document, operation.at("/requestBody/content/application~1json/schema"), json, "body");
            JsonNode key = operation.at("/parameters/0");
            assertThat(key.path("in").asText()).isEqualTo("header");
            assertThat(Objects.requireNonNull(http.header(key.path("name").asText())))
                    .hasSizeBetween(1, key.at("/schema/maxLength").asInt());
        }
    }

    private static void check(JsonNode document, JsonNode schema, JsonNode value, String where) {
        if (schema.has("$ref")) {
            check(document, document.at(schema.get("$ref").asText().substring(1)), value, where);
            return;
        }
        if (schema.has("oneOf")) {
            // A string or a list of strings: the adapter always writes a list.
            check(document, schema.get("oneOf").get(1), value, where);
            return;
        }
        switch (schema.path("type").asText()) {
            case "object" -> {
                assertThat(value.isObject()).as(where).isTrue();
                schema.path("required")
                        .forEach(name -> assertThat(value.has(name.asText()))
                                .as(where + "." + name.asText())
                                .isTrue());
                if (schema.has("properties")) {
                    value.fields().forEachRemaining(member -> {
                        JsonNode property = schema.get("properties").get(member.getKey());
                        assertThat(property).as(where + "." + member.getKey()).isNotNull();
                        check(document, property, member.getValue(), where + "." + member.getKey());
                    });
                }
            }
            case "array" -> {
                assertThat(value.isArray()).as(where).isTrue();
                assertThat(value.size())
                        .as(where)
                        .isBetween(
                                schema.path("minItems").asInt(1),
                                schema.path("maxItems").asInt(Integer.MAX_VALUE));
                value.forEach(item -> check(document, schema.get("items"), item, where + "[]"));
            }
            default -> assertThat(value.isTextual()).as(where).isTrue();
        }
    }
}
