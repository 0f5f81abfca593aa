package io.mailsender.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/**
 * Gives an error without a body the one that callers know. The framework makes such: it refuses a web page that talks to a daemon on
 * its reader's own machine (an Origin from elsewhere).
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
// The outermost: others answer without asking those behind them.
@Order(Ordered.HIGHEST_PRECEDENCE)
final class EmptyErrorBodies {

    @ResponseFilter
    void explain(MutableHttpResponse<?> response) {
        if (response.code() >= 400 && response.getBody().isEmpty()) {
            HttpStatus status = HttpStatus.valueOf(response.code());
            response.contentType(Problem.MEDIA_TYPE).body(Problem.of(status, reason(status)));
        }
    }

    private static String reason(HttpStatus status) {
        return status == HttpStatus.FORBIDDEN
                ? "A web page from elsewhere (Origin) may not ask a daemon on this machine."
                : status.getReason();
    }
}
