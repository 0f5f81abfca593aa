package io.mailsender.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Closes each connection after its response during the shutdown delay: a later request on it could come too late. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class DrainFilter {

    private final Drain drain;

    DrainFilter(Drain drain) {
        this.drain = drain;
    }

    @ResponseFilter
    void close(MutableHttpResponse<?> response) {
        if (drain.begun()) {
            response.header(HttpHeaders.CONNECTION, "close");
        }
    }
}
