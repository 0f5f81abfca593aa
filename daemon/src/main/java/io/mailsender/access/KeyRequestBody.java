package io.mailsender.access;

import io.mailsender.http.JsonFields;
import io.mailsender.http.StrictJson;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Singleton
@Consumes(MediaType.APPLICATION_JSON)
final class KeyRequestBody extends StrictJson<KeyRequest> {

    KeyRequestBody() {
        super(KeyRequest.class);
    }

    @Override
    protected KeyRequest parse(JsonFields json) throws IOException {
        Read read = new Read();
        json.only(name -> {
            switch (name) {
                case "name" -> read.name = json.string();
                case "scopes" -> read.scopes = json.strings();
                case "from_domains" -> read.fromDomains = json.strings();
                case "expires" -> read.expires = json.instant();
                case "limits" -> read.limits = json.map();
                default -> throw json.unknown();
            }
        });
        return new KeyRequest(read.name, read.scopes, read.fromDomains, read.expires, read.limits);
    }

    private static final class Read {
        private @Nullable String name;
        private @Nullable List<String> scopes;
        private @Nullable List<String> fromDomains;
        private @Nullable Instant expires;
        private @Nullable Map<String, String> limits;
    }
}
