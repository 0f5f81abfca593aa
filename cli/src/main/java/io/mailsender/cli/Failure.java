package io.mailsender.cli;

import io.mailsender.client.ApiException;
import io.mailsender.client.MailSender;
import io.mailsender.client.model.FieldError;
import io.mailsender.client.model.Problem;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A command that failed: what is said in one line, and what the shell gets. */
final class Failure extends RuntimeException {

    private final int exitStatus;

    Failure(int exitStatus, String message, @Nullable Throwable cause) {
        super(Text.oneLine(message), cause);
        this.exitStatus = exitStatus;
    }

    int exitStatus() {
        return exitStatus;
    }

    /** @param sends whether what failed was a send, so that doing it again may send a mail twice */
    static Failure of(ApiException e, String url, boolean sends) {
        return switch (e.getCode()) {
            case 0 -> noAnswer(e, url, sends);
            case 401, 403 ->
                new Failure(
                        ExitStatus.NOT_SENT,
                        reason(e) + " Name the API key in MAIL_SENDER_API_KEY or with --api-key-file.",
                        e);
            case 429, 503 -> new Failure(ExitStatus.TRY_AGAIN_LATER, reason(e) + retryAfter(e), e);
            default -> other(e, sends);
        };
    }

    private static Failure noAnswer(ApiException e, String url, boolean sends) {
        if (e.getCause() instanceof ConnectException || e.getCause() instanceof HttpConnectTimeoutException) {
            String message = "no daemon answers at " + url
                    + ". Start one with `mail-sender daemon`, or say where it is with --url or MAIL_SENDER_URL.";
            return new Failure(ExitStatus.TRY_AGAIN_LATER, message, e);
        }
        String message = "no answer from " + url + ": " + e.getCause();
        return sends
                ? new Failure(
                        ExitStatus.UNKNOWN, message + ". The mail may have been sent; doing it again may double it.", e)
                : new Failure(ExitStatus.TRY_AGAIN_LATER, message, e);
    }

    /** A 2xx here is an answer that could not be read. */
    private static Failure other(ApiException e, boolean sends) {
        boolean mayBeSent =
                problem(e).map(Problem::getPossibleDuplicate).orElse(e.getCode() < 400 || e.getCode() >= 500);
        return new Failure(sends && mayBeSent ? ExitStatus.UNKNOWN : ExitStatus.NOT_SENT, reason(e), e);
    }

    /** The fields and what is wrong with them, else what the daemon said, else the status. */
    private static String reason(ApiException e) {
        Optional<Problem> problem = problem(e);
        List<FieldError> errors = problem.map(Problem::getErrors).orElse(List.of());
        if (!errors.isEmpty()) {
            return errors.stream()
                    .map(error -> error.getField() + ": " + error.getMessage())
                    .collect(Collectors.joining("; "));
        }
        return problem.map(Problem::getDetail).orElse(String.valueOf(e.getMessage()));
    }

    private static String retryAfter(ApiException e) {
        return e.getResponseHeaders()
                .firstValue("Retry-After")
                // A proxy may write a date.
                .filter(value -> value.matches("\\d+"))
                .map(seconds -> " Try again in " + seconds + " s.")
                .orElse(" Try again later.");
    }

    private static Optional<Problem> problem(ApiException e) {
        return MailSender.problem(e);
    }
}
