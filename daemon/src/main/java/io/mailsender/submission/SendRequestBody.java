package io.mailsender.submission;

import com.fasterxml.jackson.core.JsonParser;
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
    protected SendRequest parse(JsonParser parser) throws IOException {
        return SendRequestParser.parse(parser);
    }
}
