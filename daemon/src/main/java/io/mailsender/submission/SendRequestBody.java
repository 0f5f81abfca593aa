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
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.body.TypedMessageBodyReader;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;

/** Reads the body of a send, within limits that no honest message comes near. */
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class SendRequestBody implements TypedMessageBodyReader<SendRequest> {

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

    @Override
    public Argument<SendRequest> getType() {
        return Argument.of(SendRequest.class);
    }

    @Override
    public SendRequest read(Argument<SendRequest> type, MediaType mediaType, Headers headers, ByteBuffer<?> buffer) {
        SendRequest request = read(buffer.toByteArray());
        // Micronaut releases it where this throws, and only there (NettyBodyAnnotationBinder.read).
        if (buffer instanceof ReferenceCounted counted) {
            counted.release();
        }
        return request;
    }

    @Override
    public SendRequest read(Argument<SendRequest> type, MediaType mediaType, Headers headers, InputStream stream) {
        try (stream) {
            return read(stream.readAllBytes());
        } catch (IOException e) {
            throw ProblemException.badRequest("body", "could not be read");
        }
    }

    private SendRequest read(byte[] body) {
        try (JsonParser parser = json.createParser(body)) {
            return new SendRequestParser(parser).parse();
        } catch (IOException e) {
            throw ProblemException.badRequest("body", "is not JSON");
        }
    }
}
