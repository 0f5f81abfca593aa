package io.mailsender.submission;

import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class ProviderTestRequestBody extends StrictJson<ProviderTestRequest> {

    ProviderTestRequestBody() {
        super(ProviderTestRequest.class);
    }
}
