package io.mailsender.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mailsender.message.ExactSizeBuffer;
import java.io.IOException;
import java.util.Collection;

/** Writes the JSON body of a request. {@link HttpResult.Answer#json()} reads that of an answer. */
public final class JsonBody {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonBody() {}

    /** Writes the members of the body, which is an object. It is called twice for a large body, and must write the same each time. */
    public interface Members {
        void writeTo(JsonGenerator json) throws IOException;
    }

    public static byte[] of(Members members) {
        return ExactSizeBuffer.of(out -> {
            try (JsonGenerator json = JSON.createGenerator(out)) {
                json.writeStartObject();
                members.writeTo(json);
                json.writeEndObject();
            }
        });
    }

    /** Writes one element of an array. */
    public interface Element<T> {
        void write(T element) throws IOException;
    }

    /** Writes an array as a member; nothing if there are no elements, since many vendors refuse an empty array. */
    public static <T> void array(JsonGenerator json, String name, Collection<T> elements, Element<T> element)
            throws IOException {
        if (elements.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(name);
        for (T one : elements) {
            element.write(one);
        }
        json.writeEndArray();
    }
}
