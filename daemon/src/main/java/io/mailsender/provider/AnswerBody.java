package io.mailsender.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.mailsender.provider.HttpResult.Answer;
import io.micronaut.jackson.core.tree.JsonNodeTreeCodec;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Reads the body of any answer, whether the provider wrote it or something between us and the provider. */
final class AnswerBody {

    private static final JsonFactory STREAM = new JsonFactory();

    /** Vendors nest a few levels. A tree follows the nesting, so a deep one could exhaust the stack. */
    private static final JsonFactory TREE = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(64).build())
            .build();

    /** The names of members that hold a text for people, at vendors and gateways. */
    private static final Set<String> TEXTS =
            Set.of("message", "Message", "error", "errors", "error_description", "detail", "title", "reason", "msg");

    private AnswerBody() {}

    /** A JSON null if the body is not JSON. */
    static JsonNode json(Answer answer) {
        try (JsonParser json = TREE.createParser(stripped(answer))) {
            return json.nextToken() == null
                    ? JsonNode.nullNode()
                    : JsonNodeTreeCodec.getInstance().readTree(json);
        } catch (IOException e) {
            return JsonNode.nullNode();
        }
    }

    /** The text for people: a plain text, or a string in JSON. Empty if the body is markup or has no text. */
    static Optional<String> text(Answer answer) {
        String body = stripped(answer);
        if (body.isEmpty() || body.startsWith("<") || answer.isHtml()) {
            return Optional.empty();
        }
        try {
            return Optional.of(jsonText(body)).filter(text -> !text.isBlank());
        } catch (IOException e) {
            boolean structure = body.startsWith("{") || body.startsWith("[");
            return structure
                    ? Optional.empty()
                    : Optional.of(Reply.oneLine(body)).filter(text -> !text.isEmpty());
        }
    }

    /** Whether the body ends in the middle of a JSON object: the missing part may have held the id. */
    static boolean isCut(Answer answer) {
        String body = stripped(answer);
        if (!body.startsWith("{")) {
            return false;
        }
        try (JsonParser json = STREAM.createParser(body)) {
            while (json.nextToken() != null) {
                // Reads to the end.
            }
            return false;
        } catch (JsonEOFException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String stripped(Answer answer) {
        return String.valueOf(answer.body()).replace("\uFEFF", "").strip();
    }

    /** The first string under one of the names, at any depth, or the whole body if it is a string. */
    private static String jsonText(String body) throws IOException {
        try (JsonParser json = STREAM.createParser(body)) {
            String name = "message";
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    name = json.currentName();
                } else if (token == JsonToken.VALUE_STRING && TEXTS.contains(name)) {
                    return json.getText();
                }
            }
            return "";
        }
    }
}
