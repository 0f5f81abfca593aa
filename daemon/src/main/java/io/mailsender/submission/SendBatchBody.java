package io.mailsender.submission;

import io.mailsender.http.JsonFields;
import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;
import java.io.IOException;

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class SendBatchBody extends StrictJson<SendBatch> {

    SendBatchBody() {
        super(SendBatch.class);
    }

    @Override
    protected SendBatch parse(JsonFields json) throws IOException {
        return SendRequestParser.parseBatch(json);
    }
}
