package io.mailsender.access;

import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class KeyRequestBody extends StrictJson<KeyRequest> {

    KeyRequestBody() {
        super(KeyRequest.class);
    }
}
