package io.mailsender.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.netty.NettyHttpRequest;

/**
 * Answers are in English, whatever a caller accepts. The framework would make a locale of it, and the JDK keeps each until memory is
 * short: a language that is new with every request filled it.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AcceptLanguageFilter {

    @RequestFilter
    void forget(HttpRequest<?> request) {
        if (request instanceof NettyHttpRequest<?> netty) {
            netty.getNativeRequest().headers().remove(HttpHeaders.ACCEPT_LANGUAGE);
        }
    }
}
