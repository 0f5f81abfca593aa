package io.mailsender.status;

import io.mailsender.http.JsonFields;
import io.mailsender.http.ProblemException;
import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads a verdict. A general mapper would tell callers of its own inside what they did wrong. */
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class VerdictBody extends StrictJson<Verdict> {

    VerdictBody() {
        super(Verdict.class);
    }

    @Override
    protected Verdict parse(JsonFields json) throws IOException {
        Map<String, String> fields = new HashMap<>();
        json.only(name -> {
            if (!name.equals("status")) {
                throw json.unknown();
            }
            fields.put(name, String.valueOf(json.string()));
        });
        String status = fields.get("status");
        if (status == null) {
            throw ProblemException.badRequest("status", "is required: sent or failed");
        }
        return new Verdict(status);
    }
}
