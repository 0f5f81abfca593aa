package io.mailsender.oauth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the members of a small JSON object: a service account's file, the claims of a token. */
final class JsonMember {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonMember() {}

    /**
     * @return the scalar members, each as a list of one, and the arrays of scalars
     * @throws IOException if the text is not JSON
     */
    static Map<String, List<String>> of(String text) throws IOException {
        Map<String, List<String>> members = new TreeMap<>();
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                List<String> values = values(json);
                if (!values.isEmpty()) {
                    members.put(name, values);
                }
            }
        }
        return members;
    }

    private static List<String> values(JsonParser json) throws IOException {
        List<String> values = new ArrayList<>();
        JsonToken token = json.nextToken();
        if (token == JsonToken.START_ARRAY) {
            for (token = json.nextToken(); token != JsonToken.END_ARRAY && token != null; token = json.nextToken()) {
                if (token.isStructStart()) {
                    json.skipChildren();
                } else {
                    values.add(json.getText());
                }
            }
        } else if (token != null && token.isStructStart()) {
            json.skipChildren();
        } else if (token != null && token != JsonToken.VALUE_NULL) {
            values.add(json.getText());
        }
        return values;
    }
}
