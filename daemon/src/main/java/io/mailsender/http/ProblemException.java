package io.mailsender.http;

import io.micronaut.http.HttpStatus;
import java.util.List;

/** Ends a request with a problem. It is an answer, not an accident: nothing is logged. */
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** Bad input: says which fields, why, and what would do. */
    public static ProblemException badRequest(List<FieldError> errors) {
        FieldError first = errors.get(0);
        String more = errors.size() > 1 ? " (and " + (errors.size() - 1) + " more)" : "";
        return new ProblemException(
                Problem.of(HttpStatus.BAD_REQUEST, first.field() + ": " + first.message() + more, errors));
    }

    public static ProblemException badRequest(String field, String message) {
        return badRequest(List.of(new FieldError(field, message)));
    }

    public Problem problem() {
        return problem;
    }
}
