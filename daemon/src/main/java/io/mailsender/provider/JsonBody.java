package io.mailsender.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mailsender.message.ExactSizeBuffer;
import java.io.IOException;

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
}
