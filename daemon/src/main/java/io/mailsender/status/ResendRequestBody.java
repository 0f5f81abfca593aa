package io.mailsender.status;

import io.mailsender.http.JsonFields;
import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class ResendRequestBody extends StrictJson<ResendRequest> {

    ResendRequestBody() {
        super(ResendRequest.class);
    }

    @Override
    protected ResendRequest parse(JsonFields json) throws IOException {
        return new ResendRequest(sendAt(json));
    }

    static @Nullable Instant sendAt(JsonFields json) throws IOException {
        AtomicReference<Instant> sendAt = new AtomicReference<>();
        json.only(name -> {
            if (!name.equals("send_at")) {
                throw json.unknown();
            }
            sendAt.set(json.instant());
        });
        return sendAt.get();
    }
}
