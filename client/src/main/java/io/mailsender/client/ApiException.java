package io.mailsender.client;

import io.mailsender.client.model.Problem;
import java.net.http.HttpHeaders;

/** A call that failed: the daemon gave no answer, one other than 2xx, or one that cannot be read. */
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

    /** Nothing was asked of the daemon: the call itself is wrong. */
    ApiException(String message, Throwable cause) {
        this(message, cause, 0, null, null, false);
    }

    /** @param left whether some of the request may be on its way */
    static ApiException noAnswer(String message, Throwable cause, boolean left) {
        return new ApiException(message, cause, 0, null, null, left);
    }

    /** @param cause why the answer cannot be read; null where it is an error that the daemon, or who is before it, reports */
    static ApiException answered(String message, Throwable cause, int code, HttpHeaders headers, String body) {
        return new ApiException(message, cause, code, headers, body, true);
    }

    /** The answer's HTTP status; 0 where there was none. */
    public int getCode() {
        return code;
    }

    /** The answer's header fields; null where there was none. */
    public HttpHeaders getResponseHeaders() {
        return responseHeaders;
    }

    /** The answer's body; null where there was none. */
    public String getResponseBody() {
        return responseBody;
    }

    /**
     * Whether what was asked for may have been done, so that asking again may send a second mail. False is certain: no connection came
     * about, or the daemon refused. True is not: the connection broke after the request began to leave, or the answer cannot be read.
     * With {@link MailSender#newIdempotencyKey a key} the same request may be repeated in either case.
     */
    public boolean mayHaveBeenSent() {
        if (code == 0) {
            return left;
        }
        // A proxy's 500, 502 or 504 does not tell how far the request came; 429 and 503 are what the daemon says before
        // it begins.
        boolean likely = code / 100 == 2 || code >= 500 && code != 503;
        return MailSender.problem(this).map(Problem::getPossibleDuplicate).orElse(likely);
    }
}
