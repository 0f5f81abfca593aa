package io.mailsender.webhook;

import io.mailsender.common.UntrustedText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an attempt.
 *
 * @param statusCode 0 if there was no answer
 * @param text the beginning of the answer, or why there was none
 * @param retryAfter the header Retry-After, bounded; {@code null} if there was none
 */
record ReceiverAnswer(int statusCode, String text, @Nullable Duration retryAfter) {

    /** In characters. */
    static final int MAX_TEXT = 300;

    ReceiverAnswer {
        text = UntrustedText.oneLine(text, MAX_TEXT);
    }

    static ReceiverAnswer none(String why) {
        return new ReceiverAnswer(0, why, null);
    }

    /** A redirect is no success: nobody would check where it leads. */
    boolean isSuccess() {
        return statusCode >= 200 && statusCode < 300;
    }
}
