package io.mailsender.client;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;

/**
 * How the API's documents are read and written. Only Jackson 2.15 is used, because Spring Boot 3.2 has no newer one. Instants are converted
 * here: jackson-datatype-jsr310 would be one more library whose version must match.
 */
final class JsonFormat {

    private JsonFormat() {}

    static ObjectMapper newMapper() {
        SimpleModule times = new SimpleModule("mail-sender-times")
                .addSerializer(OffsetDateTime.class, new TimeSerializer())
                .addDeserializer(OffsetDateTime.class, new TimeDeserializer());
        return new ObjectMapper()
                .registerModule(times)
                .setSerializationInclusion(JsonInclude.Include.NON_NULL)
                // A newer daemon may add fields.
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    }

    /** An instant as in RFC 3339 (OffsetDateTime.toString omits seconds that are 0), anything else as its string. */
    static String text(Object value) {
        return value instanceof OffsetDateTime time
                ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time)
                : value.toString();
    }

    private static final class TimeSerializer extends StdScalarSerializer<OffsetDateTime> {

        private static final long serialVersionUID = 1;

        TimeSerializer() {
            super(OffsetDateTime.class);
        }

        @Override
        public void serialize(OffsetDateTime time, JsonGenerator to, SerializerProvider provider) throws IOException {
            to.writeString(text(time));
        }
    }

    private static final class TimeDeserializer extends StdScalarDeserializer<OffsetDateTime> {

        private static final long serialVersionUID = 1;

        TimeDeserializer() {
            super(OffsetDateTime.class);
        }

        @Override
        public OffsetDateTime deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getValueAsString("");
            try {
                return OffsetDateTime.parse(text);
            } catch (DateTimeException e) {
                return (OffsetDateTime)
                        context.handleWeirdStringValue(OffsetDateTime.class, text, "not an RFC 3339 time");
            }
        }
    }
}
