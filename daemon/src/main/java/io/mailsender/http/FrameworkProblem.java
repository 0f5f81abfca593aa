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
 * Puts every error of the framework's own (no such path, no such method, a body too large) into the one form that callers know. What
 * an error of ours says stays in the log.
 */
@Singleton
final class FrameworkProblem implements ErrorResponseProcessor<Problem> {

    @Override
    public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpStatus status = HttpStatus.valueOf(response.code());
        if (context.getRootCause().orElse(null) instanceof ConversionErrorException parameter) {
            // Its own words tell of classes.
            String name = parameter.getArgument().getName();
            Problem problem = ProblemException.badRequest(name, "is not of the kind that the API's description says")
                    .problem();
            return response.contentType(Problem.MEDIA_TYPE).body(problem);
        }
        return response.contentType(Problem.MEDIA_TYPE).body(Problem.of(status, detail(status, context)));
    }

    private static String detail(HttpStatus status, ErrorContext context) {
        return switch (status) {
            case NOT_FOUND -> "There is nothing at this path; /swagger-ui shows what there is.";
            case REQUEST_ENTITY_TOO_LARGE -> "The request is larger than this daemon takes (server.max-request-size).";
            case UNSUPPORTED_MEDIA_TYPE -> "The body must be JSON, with Content-Type: application/json.";
            case BAD_REQUEST ->
                context.getRootCause()
                                .filter(UnsatisfiedRouteException.class::isInstance)
                                .isPresent()
                        ? "The request needs a body: a JSON object."
                        : words(status, context);
            default ->
                status.getCode() >= 500
                        ? "Something went wrong here; the daemon's log says what."
                        : words(status, context);
        };
    }

    private static String words(HttpStatus status, ErrorContext context) {
        return context.getErrors().stream().map(Error::getMessage).findFirst().orElse(status.getReason());
    }
}
