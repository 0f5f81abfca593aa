package io.mailsender.webhook;

import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class WebhookRequestBody extends StrictJson<WebhookRequest> {

    WebhookRequestBody() {
        super(WebhookRequest.class);
    }
}
