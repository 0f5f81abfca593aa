package io.mailsender.http;

import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.web.router.exceptions.UnsatisfiedRouteException;
import jakarta.inject.Singleton;

/**
 * Turns every error of the framework (unknown path, wrong method, body too large) into a problem. The details of an internal error
 * stay in the log.
 */
@Singleton
final class FrameworkErrorProcessor implements ErrorResponseProcessor<Problem> {

    @Override
    public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpStatus status = HttpStatus.valueOf(response.code());
        if (context.getRootCause().orElse(null) instanceof ConversionErrorException parameter) {
            // Its own message contains class names.
            String name = parameter.getArgument().getName();
            Problem problem =
                    ProblemException.badRequest(name, "has the wrong type").problem();
            return response.contentType(Problem.MEDIA_TYPE).body(problem);
        }
        return response.contentType(Problem.MEDIA_TYPE).body(Problem.of(status, detail(status, context)));
    }

    private static String detail(HttpStatus status, ErrorContext context) {
        return switch (status) {
            case NOT_FOUND -> "No such path; /openapi.yml lists all paths.";
            case REQUEST_ENTITY_TOO_LARGE ->
                "The request is larger than this daemon accepts (server.max-request-size).";
            case UNSUPPORTED_MEDIA_TYPE -> "The body must be JSON, with Content-Type: application/json.";
            case BAD_REQUEST ->
                context.getRootCause()
                                .filter(UnsatisfiedRouteException.class::isInstance)
                                .isPresent()
                        ? "The request needs a body: a JSON object."
                        : message(status, context);
            default ->
                status.getCode() >= 500
                        ? "Internal error; the daemon's log has the details."
                        : message(status, context);
        };
    }

    private static String message(HttpStatus status, ErrorContext context) {
        return context.getErrors().stream().map(Error::getMessage).findFirst().orElse(status.getReason());
    }
}
