package io.mailsender.submission;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.mailsender.http.JsonPlace;
import io.mailsender.http.ProblemException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request from JSON to the letter: a number is no text, a list of one is not its entry, nobody's field is not ignored. What is
 * wrong is said with the field's name. A general mapper would let the first two pass, and a sender would not know what was sent.
 */
final class SendRequestParser {

    /** Far above what any list may hold, so that an endless one ends here. */
    private static final int MAX_ENTRIES = 1_000;

    private final JsonParser json;
    private @Nullable String from;
    private @Nullable String fromAddress;
    private @Nullable List<String> to;
    private @Nullable List<String> cc;
    private @Nullable List<String> bcc;
    private @Nullable List<String> replyTo;
    private @Nullable String subject;
    private @Nullable String text;
    private @Nullable String html;
    private @Nullable List<AttachmentRequest> attachments;
    private @Nullable Map<String, String> headers;
    private @Nullable List<String> tags;
    private @Nullable Map<String, String> metadata;
    private @Nullable String onUnknown;
    private @Nullable String priority;
    private @Nullable Instant sendAt;

    SendRequestParser(JsonParser json) {
        this.json = json;
    }

    /** @throws ProblemException 400, naming the field */
    static SendRequest parse(JsonParser json) throws IOException {
        return whole(json, () -> new SendRequestParser(json).message(json.nextToken()));
    }

    /** @throws ProblemException 400, naming the field: what is no message in form spoils the batch */
    static SendBatch parseBatch(JsonParser json) throws IOException {
        SendRequestParser batch = new SendRequestParser(json);
        return whole(json, () -> {
            batch.expect(json.nextToken(), JsonToken.START_OBJECT, "an object");
            List<SendRequest> messages = List.of();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                if (!json.currentName().equals("messages")) {
                    throw batch.unknownField();
                }
                List<SendRequest> list = batch.list(token -> new SendRequestParser(json).message(token));
                messages = list == null ? List.of() : list;
            }
            return new SendBatch(messages);
        });
    }

    private static <T> T whole(JsonParser json, Body<T> body) throws IOException {
        try {
            T result = body.read();
            if (json.nextToken() != null) {
                throw ProblemException.badRequest("body", "has something after the JSON object");
            }
            return result;
        } catch (JsonProcessingException e) {
            throw JsonPlace.broken(json, e);
        }
    }

    private SendRequest message(JsonToken start) throws IOException {
        expect(start, JsonToken.START_OBJECT, "an object");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            field(json.currentName());
        }
        return new SendRequest(
                from,
                fromAddress,
                to,
                cc,
                bcc,
                replyTo,
                subject,
                text,
                html,
                attachments,
                headers,
                tags,
                metadata,
                onUnknown,
                priority,
                sendAt);
    }

    private void field(String name) throws IOException {
        switch (name) {
            case "from" -> from = string();
            case "from_address" -> fromAddress = string();
            case "to" -> to = strings();
            case "cc" -> cc = strings();
            case "bcc" -> bcc = strings();
            case "reply_to" -> replyTo = strings();
            case "subject" -> subject = string();
            case "text" -> text = string();
            case "html" -> html = string();
            case "attachments" -> attachments = list(this::attachment);
            case "headers" -> headers = map();
            case "tags" -> tags = strings();
            case "metadata" -> metadata = map();
            case "on_unknown" -> onUnknown = string();
            case "priority" -> priority = string();
            case "send_at" -> sendAt = instant();
            default -> throw unknownField();
        }
    }

    private @Nullable String string() throws IOException {
        return string(json.nextToken());
    }

    private @Nullable String string(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        expect(token, JsonToken.VALUE_STRING, "a string");
        return json.getText();
    }

    private @Nullable Instant instant() throws IOException {
        String text = string();
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw ProblemException.badRequest(here(), "must be an instant in UTC, such as 2030-01-31T08:00:00Z");
        }
    }

    private @Nullable List<String> strings() throws IOException {
        return list(token -> {
            String string = string(token);
            if (string == null) {
                throw ProblemException.badRequest(here(), "must not be null");
            }
            return string;
        });
    }

    private <T> @Nullable List<T> list(Entry<T> entry) throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        expect(token, JsonToken.START_ARRAY, "a list");
        List<T> list = new ArrayList<>();
        for (token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            list.add(entry.read(token));
            if (list.size() > MAX_ENTRIES) {
                throw ProblemException.badRequest(here(), "has more than " + MAX_ENTRIES + " entries");
            }
        }
        return list;
    }

    private @Nullable Map<String, String> map() throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        expect(token, JsonToken.START_OBJECT, "an object of strings");
        Map<String, String> map = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            expect(json.nextToken(), JsonToken.VALUE_STRING, "a string");
            map.put(name, json.getText());
            if (map.size() > MAX_ENTRIES) {
                throw ProblemException.badRequest(here(), "has more than " + MAX_ENTRIES + " entries");
            }
        }
        return map;
    }

    private AttachmentRequest attachment(JsonToken start) throws IOException {
        expect(start, JsonToken.START_OBJECT, "an object");
        String filename = null;
        String contentType = null;
        String content = null;
        String contentId = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            switch (json.currentName()) {
                case "filename" -> filename = string();
                case "content_type" -> contentType = string();
                case "content" -> content = string();
                case "content_id" -> contentId = string();
                default -> throw unknownField();
            }
        }
        return new AttachmentRequest(filename, contentType, content, contentId);
    }

    private void expect(@Nullable JsonToken found, JsonToken expected, String what) {
        if (found != expected) {
            throw ProblemException.badRequest(here(), found == null ? "ends too early" : "must be " + what);
        }
    }

    private ProblemException unknownField() {
        return ProblemException.badRequest(here(), "is not a field of this request");
    }

    private String here() {
        return JsonPlace.of(json);
    }

    private interface Body<T> {
        T read() throws IOException;
    }

    private interface Entry<T> {
        T read(JsonToken token) throws IOException;
    }
}
