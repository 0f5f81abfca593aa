package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailsender.testing.FaultyHttpServer.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A request to SparkPost, checked against SparkPost's API Blueprint, which is a text: every attribute must be in its lists, and a
 * maximum length is kept.
 */
record SparkpostRequest(Request http, JsonNode json) {

    /** An attribute: {@code + campaign_id (string, required) - Name of the campaign. Maximum length - 64 bytes}. */
    private static final Pattern ATTRIBUTE = Pattern.compile("(?m)^ *\\+ `?([a-z_0-9]+)`? \\(");

    /** Of a recipient; content/api/recipient-lists.apib has them. */
    private static final Set<String> RECIPIENT = Set.of("address", "email", "header_to", "tags");

    /** SparkPost/developers.sparkpost.com#590. */
    private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[A-Za-z0-9._-]{1,255}");

    static SparkpostRequest read(Request request) throws IOException {
        return new SparkpostRequest(request, new ObjectMapper().readTree(request.body()));
    }

    void assertDescribed() throws IOException {
        assertThat(http.method() + " " + http.path()).isEqualTo("POST /api/v1/transmissions");
        assertThat(http.header("idempotency-key")).matches(IDEMPOTENCY_KEY);
        try (InputStream file = SparkpostRequest.class.getResourceAsStream("/specs/sparkpost-transmissions.apib")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            Set<String> known = ATTRIBUTE
                    .matcher(text)
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toSet());
            assertThat(known).contains("transactional", "perform_substitutions", "inline_images", "metadata");
            known.addAll(RECIPIENT);
            assertKnown(json, known);
        }
        assertThat(json.path("recipients").size()).isPositive();
        assertThat(json.path("metadata").toString().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(1000);
        json.path("recipients")
                .forEach(recipient -> assertThat(recipient.path("tags").size()).isLessThanOrEqualTo(10));
        // "Headers such as Content-Type and Content-Transfer-Encoding are not allowed", "The To header should not be
        // specified".
        json.at("/content/headers")
                .fieldNames()
                .forEachRemaining(name -> assertThat(name)
                        .doesNotStartWithIgnoringCase("content-")
                        .isNotEqualToIgnoringCase("to")
                        .isNotEqualToIgnoringCase("subject")
                        .isNotEqualToIgnoringCase("from")
                        .isNotEqualToIgnoringCase("reply-to"));
        for (String files : Set.of("attachments", "inline_images")) {
            json.at("/content/" + files).forEach(file -> {
                assertThat(file.path("name").asText().getBytes(StandardCharsets.UTF_8))
                        .hasSizeBetween(1, 255);
                assertThat(file.path("type").asText()).isNotBlank();
                assertThat(file.path("data").asText()).doesNotContain("\r", "\n");
            });
        }
    }

    private static void assertKnown(JsonNode node, Set<String> known) {
        node.fields().forEachRemaining(member -> {
            assertThat(known).contains(member.getKey());
            // The names in them are free.
            if (!member.getKey().equals("headers") && !member.getKey().equals("metadata")) {
                assertKnown(member.getValue(), known);
            }
        });
        if (node.isArray()) {
            node.forEach(item -> assertKnown(item, known));
        }
    }

    /** The To fields that the recipients see, in order. */
    String headerTo(String recipient) {
        for (JsonNode one : json.path("recipients")) {
            if (one.at("/address/email").asText().equals(recipient)) {
                return one.at("/address/header_to").asText();
            }
        }
        throw new AssertionError("no recipient " + recipient);
    }

    /** The header of {@code email_rfc822}, unfolded. */
    String mimeHeader() {
        String mime = json.at("/content/email_rfc822").asText();
        Matcher end = Pattern.compile("\r\n\r\n").matcher(mime);
        assertThat(end.find()).isTrue();
        return mime.substring(0, end.start()).replaceAll("\r\n[ \t]", " ");
    }
}
