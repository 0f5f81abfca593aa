package io.mailsender.http;

import io.mailsender.common.StoreUnavailableException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

@Singleton
@Produces(Problem.MEDIA_TYPE)
final class StoreUnavailableHandler implements ExceptionHandler<StoreUnavailableException, HttpResponse<Problem>> {

    @Override
    public HttpResponse<Problem> handle(HttpRequest request, StoreUnavailableException e) {
        return HttpResponse.<Problem>status(HttpStatus.SERVICE_UNAVAILABLE)
                .contentType(Problem.MEDIA_TYPE)
                .body(Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "The store is unavailable; nothing was changed. Try again later."));
    }
}
