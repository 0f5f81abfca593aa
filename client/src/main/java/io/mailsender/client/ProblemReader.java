package io.mailsender.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailsender.client.model.Problem;
import java.util.Optional;

/** Reads the problem (RFC 9457) in the body of an error. */
final class ProblemReader {

    private static final ObjectMapper JSON = JsonFormat.newMapper();

    private ProblemReader() {}

    /** @return empty if the body is no problem, such as the page of a proxy */
    static Optional<Problem> read(String body) {
        try {
            return Optional.ofNullable(JSON.readValue(body, Problem.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
