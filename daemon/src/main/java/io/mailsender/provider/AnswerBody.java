package io.mailsender.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.mailsender.provider.HttpResult.Answer;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Reads the body of an answer whoever wrote it, the provider or something on the way. */
final class AnswerBody {

    private static final JsonFactory JSON = new JsonFactory();

    /** Where those who answer in JSON put what is for people. */
    private static final Set<String> WORDS =
            Set.of("message", "Message", "error", "errors", "error_description", "detail", "title", "reason", "msg");

    private static final int MAX_DEPTH = 64;

    private AnswerBody() {}

    /** What it says in words, for people only: plain text, or a text in JSON. Empty where it is markup, or says nothing. */
    static Optional<String> words(Answer answer) {
        String body = text(answer);
        if (body.isEmpty() || body.startsWith("<") || answer.isHtml()) {
            return Optional.empty();
        }
        try {
            return Optional.of(jsonWords(body)).filter(words -> !words.isBlank());
        } catch (IOException e) {
            boolean structure = body.startsWith("{") || body.startsWith("[");
            return structure
                    ? Optional.empty()
                    : Optional.of(Reply.oneLine(body)).filter(words -> !words.isEmpty());
        }
    }

    /** Whether it breaks off in the middle of a JSON object: then what is missing may have been there. */
    static boolean isCut(Answer answer) {
        String body = text(answer);
        if (!body.startsWith("{")) {
            return false;
        }
        try (JsonParser json = JSON.createParser(body)) {
            while (json.nextToken() != null) {
                // Goes on to the end.
            }
            return false;
        } catch (JsonEOFException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it is nested deeper than any vendor's: a mapper, which follows the nesting, could run out of stack. */
    static boolean isTooDeep(Answer answer) {
        String body = text(answer);
        // Nearly every answer: no deeper than it has brackets.
        if (body.chars().filter(c -> c == '{' || c == '[').count() <= MAX_DEPTH) {
            return false;
        }
        int depth = 0;
        try (JsonParser json = JSON.createParser(body)) {
            for (JsonToken token = json.nextToken(); token != null && depth <= MAX_DEPTH; token = json.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
        } catch (IOException e) {
            // Jackson's own limits, or no JSON: what was nested up to there decides.
            return depth > MAX_DEPTH;
        }
        return depth > MAX_DEPTH;
    }

    private static String text(Answer answer) {
        return String.valueOf(answer.body()).replace("\uFEFF", "").strip();
    }

    /** The first text that is alone, or has one of the names, also in a list or an object within. */
    private static String jsonWords(String body) throws IOException {
        try (JsonParser json = JSON.createParser(body)) {
            String name = "message";
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    name = json.currentName();
                } else if (token == JsonToken.VALUE_STRING && WORDS.contains(name)) {
                    return json.getText();
                }
            }
            return "";
        }
    }
}
