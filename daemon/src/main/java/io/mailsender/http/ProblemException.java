package io.mailsender.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends a request with a problem. It is a normal response: nothing is logged. */
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;
    private final transient @Nullable Duration retryAfter;

    public ProblemException(Problem problem) {
        this(problem, null);
    }

    /** @param retryAfter when a retry is worthwhile */
    public ProblemException(Problem problem, @Nullable Duration retryAfter) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /** 400, naming each invalid field. */
    public static ProblemException badRequest(List<FieldError> errors) {
        FieldError first = errors.get(0);
        String more = errors.size() > 1 ? " (and " + (errors.size() - 1) + " more)" : "";
        return new ProblemException(
                Problem.of(HttpStatus.BAD_REQUEST, first.field() + ": " + first.message() + more, errors));
    }

    /** 422. */
    public static ProblemException unprocessable(String detail) {
        return new ProblemException(Problem.of(HttpStatus.UNPROCESSABLE_ENTITY, detail));
    }

    public static ProblemException badRequest(String field, String message) {
        return badRequest(List.of(new FieldError(field, message)));
    }

    /**
     * 501: this daemon has no store.
     *
     * @param what the missing feature, as the subject of a sentence
     * @param instead the alternative
     */
    public static ProblemException needsAStore(String what, String instead) {
        return new ProblemException(Problem.of(
                HttpStatus.NOT_IMPLEMENTED,
                what + " needs a store, and this daemon has none (store.kind); " + instead + "."));
    }

    public Problem problem() {
        return problem;
    }

    /** The response with this problem. */
    public MutableHttpResponse<Problem> response() {
        MutableHttpResponse<Problem> response = HttpResponse.<Problem>status(HttpStatus.valueOf(problem.status()))
                .contentType(Problem.MEDIA_TYPE)
                .body(problem);
        return retryAfter == null
                ? response
                : response.header(
                        HttpHeaders.RETRY_AFTER,
                        Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
    }
}
