package io.mailsender.status;

import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class BulkCloseRequestBody extends StrictJson<BulkCloseRequest> {

    BulkCloseRequestBody() {
        super(BulkCloseRequest.class);
    }
}
