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

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class CloseRequestBody extends StrictJson<CloseRequest> {

    CloseRequestBody() {
        super(CloseRequest.class);
    }

    @Override
    protected CloseRequest parse(JsonFields json) throws IOException {
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
        return new CloseRequest(status);
    }
}
