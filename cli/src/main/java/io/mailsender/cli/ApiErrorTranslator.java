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
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Translates a failed call into the line and the exit status of the command. */
final class ApiErrorTranslator {

    /** What happens if the call is repeated. */
    enum Repetition {
        HARMLESS,
        /** A second mail may be sent. */
        DUPLICATES,
        /** As {@code DUPLICATES}, but the call has an idempotency key. */
        KEYED
    }

    private ApiErrorTranslator() {}

    static CommandFailedException translate(ApiException e, String url, Repetition repetition) {
        return switch (e.getCode()) {
            case 0 -> noAnswer(e, url, repetition);
            case 401 -> notSent(e, reason(e) + " Give the API key in MAIL_SENDER_API_KEY or with --api-key-file.");
            case 403 -> notSent(e, reason(e));
            case 429, 503 -> tryAgainLater(e, reason(e) + retryAfter(e));
            // With a key: the first request with this key is not finished.
            case 409 -> repetition == Repetition.KEYED ? tryAgainLater(e, reason(e)) : notSent(e, reason(e));
            case 300, 301, 302, 303, 304, 307, 308 -> notSent(e, e.getMessage() + "; set --url to the final address.");
            default ->
                repetition != Repetition.HARMLESS && e.mayHaveBeenSent()
                        ? unknown(e, reason(e))
                        : notSent(e, reason(e));
        };
    }

    private static CommandFailedException noAnswer(ApiException e, String url, Repetition repetition) {
        if (!e.mayHaveBeenSent()) {
            return tryAgainLater(e, notConnected(e, url));
        }
        String message = "no answer from " + url + ": " + e.getCause();
        return switch (repetition) {
            case HARMLESS -> tryAgainLater(e, message);
            case DUPLICATES ->
                unknown(e, message + ". The mail may have been sent; repeating the command may send it twice.");
            case KEYED ->
                unknown(
                        e,
                        message
                                + ". The mail may have been sent; repeat the command with the same key to send it once.");
        };
    }

    private static String notConnected(ApiException e, String url) {
        Throwable cause = e.getCause();
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return "no daemon answers at " + url
                    + ". Start one with `mail-sender daemon`, or correct --url or MAIL_SENDER_URL.";
        }
        if (cause instanceof SSLHandshakeException) {
            return "nothing was sent: the TLS handshake with " + url + " failed: " + cause.getMessage()
                    + ". If a private authority issued its certificate, set --ca-file or MAIL_SENDER_CA_FILE.";
        }
        // The JDK's words for an answer that does not begin like TLS.
        if (cause instanceof SSLException && String.valueOf(cause.getMessage()).contains("recognized SSL message")) {
            return "nothing was sent: the server at " + url + " does not speak TLS; use an http URL or another port.";
        }
        return "nothing was sent: " + e.getMessage();
    }

    private static CommandFailedException notSent(ApiException e, String message) {
        return new CommandFailedException(ExitStatus.NOT_SENT, message, e);
    }

    private static CommandFailedException tryAgainLater(ApiException e, String message) {
        return new CommandFailedException(ExitStatus.TRY_AGAIN_LATER, message, e);
    }

    private static CommandFailedException unknown(ApiException e, String message) {
        return new CommandFailedException(ExitStatus.UNKNOWN, message, e);
    }

    /** The fields with their errors, else the problem's detail, else the status. */
    private static String reason(ApiException e) {
        Optional<Problem> problem = MailSender.problem(e);
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
                // Seconds; a proxy may send a date.
                .filter(value -> value.matches("\\d+"))
                .map(seconds -> " Try again in " + seconds + " s.")
                .orElse(" Try again later.");
    }
}
