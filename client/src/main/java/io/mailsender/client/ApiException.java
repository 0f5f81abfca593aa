package io.mailsender.client;

import io.mailsender.client.model.Problem;
import java.net.http.HttpHeaders;

/** A call failed: the daemon did not answer, answered other than 2xx, or its answer cannot be read. */
public final class ApiException extends Exception {

    private static final long serialVersionUID = 1;

    private final int code;
    private final transient HttpHeaders responseHeaders;
    private final String responseBody;
    private final boolean left;

    private ApiException(String message, Throwable cause, int code, HttpHeaders headers, String body, boolean left) {
        super(message, cause);
        this.code = code;
        this.responseHeaders = headers;
        this.responseBody = body;
        this.left = left;
    }

    /** For a call that is itself wrong, so that no request was made. */
    ApiException(String message, Throwable cause) {
        this(message, cause, 0, null, null, false);
    }

    /** @param left whether any of the request may have left */
    static ApiException noAnswer(String message, Throwable cause, boolean left) {
        return new ApiException(message, cause, 0, null, null, left);
    }

    /** @param cause why the answer cannot be read; null if it is an error reported by the daemon or by a proxy before it */
    static ApiException answered(String message, Throwable cause, int code, HttpHeaders headers, String body) {
        return new ApiException(message, cause, code, headers, body, true);
    }

    /** The answer's HTTP status; 0 if there was no answer. */
    public int getCode() {
        return code;
    }

    /** The answer's header fields; null if there was no answer. */
    public HttpHeaders getResponseHeaders() {
        return responseHeaders;
    }

    /** The answer's body; null if there was no answer, or it could not be read. */
    public String getResponseBody() {
        return responseBody;
    }

    /**
     * Whether the daemon may have done what was asked, so that repeating the call may send a second mail. False is certain: there was no
     * connection, or the daemon refused. True is not: the connection broke after the request began to leave, or the answer cannot be
     * read. With {@link MailSender#newIdempotencyKey a key} the same request may be repeated in either case.
     */
    public boolean mayHaveBeenSent() {
        if (code == 0) {
            return left;
        }
        // A proxy's 500, 502 or 504 does not tell how far the request got. The daemon answers 429 and 503 before it
        // sends
        // anything.
        boolean likely = code / 100 == 2 || code >= 500 && code != 503;
        return MailSender.problem(this).map(Problem::getPossibleDuplicate).orElse(likely);
    }
}
