package io.mailsender.suppression;

import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class SuppressionRequestBody extends StrictJson<SuppressionRequest> {

    SuppressionRequestBody() {
        super(SuppressionRequest.class);
    }
}
