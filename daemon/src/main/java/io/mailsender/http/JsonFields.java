package io.mailsender.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON request strictly: a number is not a string, a list of one is not its entry, an unknown field is an error. Problems name
 * the field. A general mapper would accept the first two, and the caller would not know what was sent. Each method reads the next
 * value.
 */
public final class JsonFields {

    /** Far above the limit of any list, so that a huge one is refused early. */
    private static final int MAX_ENTRIES = 1_000;

    private final JsonParser json;
    private final byte[] text;

    /** @param text what the parser reads, from its first byte on */
    JsonFields(JsonParser json, byte[] text) {
        this.json = json;
        this.text = text;
    }

    /**
     * Reads the object that is the whole document.
     *
     * @param field called with the name of each field; must read its value
     * @throws ProblemException 400, naming the field at fault
     */
    public void only(Field field) throws IOException {
        try {
            object(json.nextToken(), field);
            if (json.nextToken() != null) {
                throw ProblemException.badRequest("body", "has something after the JSON object");
            }
        } catch (JsonProcessingException e) {
            throw JsonPlace.broken(json, e);
        }
    }

    /** Reads an object or null. @return whether there was an object */
    public boolean object(Field field) throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return false;
        }
        object(token, field);
        return true;
    }

    /** Reads the object that begins with {@code start}. */
    public void object(@Nullable JsonToken start, Field field) throws IOException {
        expect(start, JsonToken.START_OBJECT, "an object");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            field.read(json.currentName());
        }
    }

    public @Nullable String string() throws IOException {
        return string(json.nextToken());
    }

    public @Nullable Boolean bool() throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw ProblemException.badRequest(here(), "must be true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    /** A whole number that is not negative. */
    public @Nullable Integer integer() throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.VALUE_NUMBER_INT || !json.getText().matches("[0-9]{1,9}")) {
            throw ProblemException.badRequest(here(), "must be a whole number from 0 to 999999999");
        }
        return json.getIntValue();
    }

    private @Nullable String string(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        expect(token, JsonToken.VALUE_STRING, "a string");
        return json.getText();
    }

    public @Nullable Base64Bytes base64() throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        expect(token, JsonToken.VALUE_STRING, "a string");
        // The parser decodes a string only on request; here it skips the string.
        return Base64Bytes.decode(text, (int) json.currentLocation().getByteOffset());
    }

    public @Nullable Instant instant() throws IOException {
        String text = string();
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw ProblemException.badRequest(here(), "must be an instant in UTC, such as 2030-01-31T08:00:00Z");
        }
    }

    public @Nullable List<String> strings() throws IOException {
        return list(token -> {
            String string = string(token);
            if (string == null) {
                throw ProblemException.badRequest(here(), "must not be null");
            }
            return string;
        });
    }

    public <T> @Nullable List<T> list(Entry<T> entry) throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        expect(token, JsonToken.START_ARRAY, "a list");
        List<T> list = new ArrayList<>();
        for (token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            list.add(entry.read(token));
            requireFew(list.size());
        }
        return list;
    }

    public @Nullable Map<String, String> map() throws IOException {
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
            requireFew(map.size());
        }
        return map;
    }

    public ProblemException unknown() {
        return ProblemException.badRequest(here(), "is not a field of this request");
    }

    private void requireFew(int entries) {
        if (entries > MAX_ENTRIES) {
            throw ProblemException.badRequest(here(), "has more than " + MAX_ENTRIES + " entries");
        }
    }

    private void expect(@Nullable JsonToken found, JsonToken expected, String what) {
        if (found != expected) {
            throw ProblemException.badRequest(here(), found == null ? "ends too early" : "must be " + what);
        }
    }

    private String here() {
        return JsonPlace.of(json);
    }

    /** Reads the value of a field. */
    public interface Field {
        void read(String name) throws IOException;
    }

    /** Reads an entry of a list; its first token has been read. */
    public interface Entry<T> {
        T read(JsonToken token) throws IOException;
    }
}
