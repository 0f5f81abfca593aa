package io.mailsender.webhook;

import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class ResendFailedRequestBody extends StrictJson<ResendFailedRequest> {

    ResendFailedRequestBody() {
        super(ResendFailedRequest.class);
    }
}
