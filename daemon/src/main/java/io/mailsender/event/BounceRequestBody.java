package io.mailsender.event;

import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class BounceRequestBody extends StrictJson<BounceRequest> {

    BounceRequestBody() {
        super(BounceRequest.class);
    }
}
