package io.mailsender.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/** Ends each connection after its answer once the daemon was told to stop: the next request would come too late. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class DrainFilter {

    private final Drain drain;

    DrainFilter(Drain drain) {
        this.drain = drain;
    }

    @ResponseFilter
    void end(MutableHttpResponse<?> response) {
        if (drain.begun()) {
            response.header(HttpHeaders.CONNECTION, "close");
        }
    }
}
