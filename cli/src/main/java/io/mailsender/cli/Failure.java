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
import org.jspecify.annotations.Nullable;

/** A command that failed: what is said in one line, and what the shell gets. */
final class Failure extends RuntimeException {

    /** What it would mean to do again what failed. */
    enum Repeating {
        HARMLESS,
        /** A mail may be sent twice. */
        DOUBLES,
        /** The same, were there no idempotency key. */
        KEYED
    }

    private final int exitStatus;

    Failure(int exitStatus, String message, @Nullable Throwable cause) {
        super(Text.oneLine(message), cause);
        this.exitStatus = exitStatus;
    }

    int exitStatus() {
        return exitStatus;
    }

    /** @param repeating what it would mean to make the same call again */
    static Failure of(ApiException e, String url, Repeating repeating) {
        return switch (e.getCode()) {
            case 0 -> noAnswer(e, url, repeating);
            case 401 ->
                new Failure(
                        ExitStatus.NOT_SENT,
                        reason(e) + " Name the API key in MAIL_SENDER_API_KEY or with --api-key-file.",
                        e);
            case 403 -> new Failure(ExitStatus.NOT_SENT, reason(e), e);
            case 429, 503 -> new Failure(ExitStatus.TRY_AGAIN_LATER, reason(e) + retryAfter(e), e);
            // The first request with this key is under way.
            case 409 ->
                new Failure(
                        repeating == Repeating.KEYED ? ExitStatus.TRY_AGAIN_LATER : ExitStatus.NOT_SENT, reason(e), e);
            case 300, 301, 302, 303, 304, 307, 308 -> redirected(e);
            default -> other(e, repeating);
        };
    }

    private static Failure noAnswer(ApiException e, String url, Repeating repeating) {
        String unsent = unsent(e.getCause(), url);
        if (!unsent.isEmpty()) {
            return new Failure(ExitStatus.TRY_AGAIN_LATER, unsent, e);
        }
        String message = "no answer from " + url + ": " + e.getCause();
        return switch (repeating) {
            case HARMLESS -> new Failure(ExitStatus.TRY_AGAIN_LATER, message, e);
            case DOUBLES ->
                new Failure(
                        ExitStatus.UNKNOWN,
                        message + ". The mail may have been sent; doing it again may double it.",
                        e);
            case KEYED ->
                new Failure(
                        ExitStatus.UNKNOWN,
                        message + ". The mail may have been sent; the same command with the same key sends it once.",
                        e);
        };
    }

    /** Why nothing of the call left this machine; empty where some of it may have. A TLS handshake comes before the call. */
    private static String unsent(@Nullable Throwable cause, String url) {
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return "no daemon answers at " + url
                    + ". Start one with `mail-sender daemon`, or say where it is with --url or MAIL_SENDER_URL.";
        }
        if (cause instanceof SSLHandshakeException) {
            return "nothing was sent, for want of TLS with " + url + ": " + cause.getMessage()
                    + ". An authority of your own is named with --ca-file or MAIL_SENDER_CA_FILE.";
        }
        // In the JDK's words, of the first bytes of an answer.
        if (cause instanceof SSLException && String.valueOf(cause.getMessage()).contains("recognized SSL message")) {
            return "nothing was sent: there is no TLS at " + url + ". Is it an http URL, or another port?";
        }
        return "";
    }

    private static Failure redirected(ApiException e) {
        return new Failure(ExitStatus.NOT_SENT, e.getMessage() + ": name the right --url.", e);
    }

    /** A 2xx here is an answer that could not be read. */
    private static Failure other(ApiException e, Repeating repeating) {
        boolean mayBeSent =
                problem(e).map(Problem::getPossibleDuplicate).orElse(e.getCode() < 400 || e.getCode() >= 500);
        boolean unknown = repeating != Repeating.HARMLESS && mayBeSent;
        return new Failure(unknown ? ExitStatus.UNKNOWN : ExitStatus.NOT_SENT, reason(e), e);
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
