package io.mailsender.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.netty.NettyHttpRequest;

/**
 * Removes Accept-Language: all responses are in English. Micronaut would parse it into a locale, and the JDK caches each locale until
 * memory is short: a caller with a new language in every request would fill the heap.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AcceptLanguageFilter {

    @RequestFilter
    void remove(HttpRequest<?> request) {
        if (request instanceof NettyHttpRequest<?> netty) {
            netty.getNativeRequest().headers().remove(HttpHeaders.ACCEPT_LANGUAGE);
        }
    }
}
