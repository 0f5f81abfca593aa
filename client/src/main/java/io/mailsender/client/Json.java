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
 * Reads and writes what the API's documents hold. It takes Jackson 2.15: what came later is missing in Spring Boot 3.2. For one type,
 * jackson-datatype-jsr310 would be one more library whose version must fit the others'.
 */
final class Json {

    private Json() {}

    static ObjectMapper newMapper() {
        SimpleModule times = new SimpleModule("mail-sender-times")
                .addSerializer(OffsetDateTime.class, new TimeSerializer())
                .addDeserializer(OffsetDateTime.class, new TimeDeserializer());
        return new ObjectMapper()
                .registerModule(times)
                .setSerializationInclusion(JsonInclude.Include.NON_NULL)
                // A newer daemon says more.
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    }

    /** As in RFC 3339; OffsetDateTime's own toString leaves out seconds that are 0. */
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
                        context.handleWeirdStringValue(OffsetDateTime.class, text, "not a time as in RFC 3339");
            }
        }
    }
}
