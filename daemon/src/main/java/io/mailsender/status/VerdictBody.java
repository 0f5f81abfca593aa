package io.mailsender.status;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.mailsender.http.JsonPlace;
import io.mailsender.http.ProblemException;
import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a verdict. A general mapper would tell callers of its own inside what they did wrong. */
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class VerdictBody extends StrictJson<Verdict> {

    VerdictBody() {
        super(Verdict.class);
    }

    @Override
    protected Verdict parse(JsonParser json) throws IOException {
        try {
            Verdict verdict = verdict(json);
            if (json.nextToken() != null) {
                throw ProblemException.badRequest("body", "has something after the JSON object");
            }
            return verdict;
        } catch (JsonProcessingException e) {
            throw JsonPlace.broken(json, e);
        }
    }

    private static Verdict verdict(JsonParser json) throws IOException {
        expect(json, json.nextToken(), JsonToken.START_OBJECT, "an object");
        String status = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            if (!json.currentName().equals("status")) {
                throw ProblemException.badRequest(JsonPlace.of(json), "is not a field of this request");
            }
            expect(json, json.nextToken(), JsonToken.VALUE_STRING, "a string");
            status = json.getText();
        }
        if (status == null) {
            throw ProblemException.badRequest("status", "is required: sent or failed");
        }
        return new Verdict(status);
    }

    private static void expect(JsonParser json, @Nullable JsonToken found, JsonToken expected, String what) {
        if (found != expected) {
            throw ProblemException.badRequest(JsonPlace.of(json), found == null ? "ends too early" : "must be " + what);
        }
    }
}
