package io.mailsender.status;

import io.mailsender.http.JsonFields;
import io.mailsender.http.ProblemException;
import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;

/** Reads when a message that waits is to go out instead. */
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class RescheduleBody extends StrictJson<Reschedule> {

    RescheduleBody() {
        super(Reschedule.class);
    }

    @Override
    protected Reschedule parse(JsonFields json) throws IOException {
        Instant sendAt = ScheduleBody.sendAt(json);
        if (sendAt == null) {
            throw ProblemException.badRequest("send_at", "is required: an instant, such as 2030-01-31T08:00:00Z");
        }
        return new Reschedule(sendAt);
    }
}
