package io.mailsender.status;

import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Hidden;

/** Says that this daemon keeps no messages, where a 404 would say that there is no such message. */
@Controller("/messages")
@Hidden
final class MessagesController {

    @Get("/{+path}")
    Problem message(String path) {
        throw noStore();
    }

    @Get
    Problem messages() {
        throw noStore();
    }

    private static ProblemException noStore() {
        return new ProblemException(
                Problem.of(
                        HttpStatus.NOT_IMPLEMENTED,
                        "The status of messages needs a store, and this daemon has none; POST /send answers with the outcome."));
    }
}
