package io.mailsender.status;

import io.mailsender.http.JsonFields;
import io.mailsender.http.ProblemException;
import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class RescheduleRequestBody extends StrictJson<RescheduleRequest> {

    RescheduleRequestBody() {
        super(RescheduleRequest.class);
    }

    @Override
    protected RescheduleRequest parse(JsonFields json) throws IOException {
        Instant sendAt = ResendRequestBody.sendAt(json);
        if (sendAt == null) {
            throw ProblemException.badRequest(
                    "send_at", "is required: an instant in UTC, such as 2030-01-31T08:00:00Z");
        }
        return new RescheduleRequest(sendAt);
    }
}
