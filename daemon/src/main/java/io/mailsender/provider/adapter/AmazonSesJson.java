package io.mailsender.provider.adapter;

import io.mailsender.provider.HttpResult.Answer;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The JSON of the smaller requests and of all answers. */
final class AmazonSesJson {

    private static final Argument<Map<String, Object>> OBJECT = Argument.mapOf(String.class, Object.class);

    private final JsonMapper mapper;

    AmazonSesJson(JsonMapper mapper) {
        this.mapper = mapper;
    }

    byte[] write(Map<String, String> members) {
        try {
            return mapper.writeValueAsBytes(members);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The members of the body; none where it is not a JSON object. */
    Map<String, Object> read(Answer answer) {
        if (answer.body() == null) {
            return Map.of();
        }
        try {
            Map<String, Object> members = mapper.readValue(answer.body(), OBJECT);
            return members == null ? Map.of() : members;
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** Empty where the answer is not in AWS's format. */
    Optional<AmazonSesError> error(Answer answer) {
        return AmazonSesError.of(answer, read(answer));
    }
}
