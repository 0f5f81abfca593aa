package io.mailsender.submission;

import io.mailsender.http.JsonFields;
import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;
import java.io.IOException;

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class SendRequestBody extends StrictJson<SendRequest> {

    SendRequestBody() {
        super(SendRequest.class);
    }

    @Override
    protected SendRequest parse(JsonFields json) throws IOException {
        return SendRequestParser.parse(json);
    }
}
