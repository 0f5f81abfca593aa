package io.mailsender.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.micronaut.core.io.buffer.ReferenceCounted;
import io.micronaut.core.type.Argument;
import io.micronaut.core.type.Headers;
import io.micronaut.http.MediaType;
import io.micronaut.http.body.TypedMessageBodyReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Reads the body of a request, with limits far above any real message. */
public abstract class StrictJson<T extends Record> implements TypedMessageBodyReader<T> {

    private static final int CHUNK = 2_048;

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
            // Only UTF-8 (RFC 8259, section 8.1): UTF-16 and UTF-32 are not detected.
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private final Class<T> type;
    private final RecordReader<T> reader;

    protected StrictJson(Class<T> type) {
        this.type = type;
        this.reader = new RecordReader<>(type);
    }

    @Override
    public final Argument<T> getType() {
        return Argument.of(type);
    }

    @Override
    public final T read(
            Argument<T> argument,
            MediaType mediaType,
            Headers headers,
            io.micronaut.core.io.buffer.ByteBuffer<?> buffer) {
        T body = read(buffer.toByteArray());
        // Micronaut releases it only if this throws (NettyBodyAnnotationBinder.read).
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
        if (!isUtf8(body)) {
            throw ProblemException.badRequest("body", "is not in UTF-8");
        }
        try (JsonParser parser = json.createParser(body)) {
            return reader.readDocument(new JsonFields(parser, body));
        } catch (IOException e) {
            throw ProblemException.badRequest("body", "is not JSON");
        }
    }

    /** Jackson accepts overlong forms and lone surrogates, which other readers decode to another text. */
    private static boolean isUtf8(byte[] body) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(body);
        CharBuffer out = CharBuffer.allocate(Math.min(body.length, CHUNK) + 1);
        CoderResult result;
        do {
            result = decoder.decode(in, out.clear(), true);
        } while (result.isOverflow());
        return !result.isError();
    }
}
