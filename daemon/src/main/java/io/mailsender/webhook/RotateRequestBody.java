package io.mailsender.webhook;

import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class RotateRequestBody extends StrictJson<RotateRequest> {

    RotateRequestBody() {
        super(RotateRequest.class);
    }
}
