package io.mailsender.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailsender.client.model.Problem;
import java.util.Optional;

/** Reads problems out of the answers to calls that failed. */
final class Problems {

    private static final ObjectMapper JSON = Json.newMapper();

    private Problems() {}

    /** @return empty where the body is none, as what a proxy before the daemon says */
    static Optional<Problem> read(String body) {
        try {
            return Optional.ofNullable(JSON.readValue(body, Problem.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
