package io.mailsender.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/**
 * Adds a problem to an error response without a body. Micronaut sends such a response to a web page of another origin that calls a
 * daemon on its user's own machine.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
// Outermost: other filters may respond without calling the ones behind them.
@Order(Ordered.HIGHEST_PRECEDENCE)
final class EmptyErrorFilter {

    @ResponseFilter
    void addProblem(MutableHttpResponse<?> response) {
        if (response.code() >= 400 && response.getBody().isEmpty()) {
            HttpStatus status = HttpStatus.valueOf(response.code());
            response.contentType(Problem.MEDIA_TYPE).body(Problem.of(status, reason(status)));
        }
    }

    private static String reason(HttpStatus status) {
        return status == HttpStatus.FORBIDDEN
                ? "A web page of another origin (Origin header) must not call a daemon on this machine. A proxy in front of it has to keep the Host header."
                : status.getReason();
    }
}
