package io.mailsender.status;

import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class BulkRequestBody extends StrictJson<BulkRequest> {

    BulkRequestBody() {
        super(BulkRequest.class);
    }
}
