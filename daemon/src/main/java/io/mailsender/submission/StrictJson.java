package io.mailsender.submission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.mailsender.http.ProblemException;
import io.micronaut.core.io.buffer.ByteBuffer;
import io.micronaut.core.io.buffer.ReferenceCounted;
import io.micronaut.core.type.Argument;
import io.micronaut.core.type.Headers;
import io.micronaut.http.MediaType;
import io.micronaut.http.body.TypedMessageBodyReader;
import java.io.IOException;
import java.io.InputStream;

/** Reads the body of a request, within limits that no honest message comes near. */
abstract class StrictJson<T> implements TypedMessageBodyReader<T> {

    private final JsonFactory json = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(20)
                    .maxNumberLength(100)
                    .maxNameLength(1_000)
                    // An attachment is one string; the size of the whole request is limited before this.
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final Class<T> type;

    StrictJson(Class<T> type) {
        this.type = type;
    }

    /** @throws ProblemException 400, naming the field */
    abstract T parse(JsonParser parser) throws IOException;

    @Override
    public final Argument<T> getType() {
        return Argument.of(type);
    }

    @Override
    public final T read(Argument<T> argument, MediaType mediaType, Headers headers, ByteBuffer<?> buffer) {
        T body = read(buffer.toByteArray());
        // Micronaut releases it where this throws, and only there (NettyBodyAnnotationBinder.read).
        if (buffer instanceof ReferenceCounted counted) {
            counted.release();
        }
        return body;
    }

    @Override
    public final T read(Argument<T> argument, MediaType mediaType, Headers headers, InputStream stream) {
        try (stream) {
            return read(stream.readAllBytes());
        } catch (IOException e) {
            throw ProblemException.badRequest("body", "could not be read");
        }
    }

    private T read(byte[] body) {
        try (JsonParser parser = json.createParser(body)) {
            return parse(parser);
        } catch (IOException e) {
            throw ProblemException.badRequest("body", "is not JSON");
        }
    }
}
