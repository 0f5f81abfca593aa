package io.mailsender.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** The column {@code tags}: a JSON array of strings, in the order of the message. */
final class TagColumn {

    private static final JsonFactory JSON = new JsonFactory();

    private TagColumn() {}

    static String write(List<String> tags) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (String tag : tags) {
                json.writeString(tag);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException if the column is not JSON */
    static List<String> read(String text) {
        List<String> tags = new ArrayList<>();
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                tags.add(json.getText());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the column tags is not JSON", e);
        }
        return tags;
    }
}
