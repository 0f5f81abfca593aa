package io.mailsender.submission;

import io.mailsender.http.ProblemException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The request header Prefer (RFC 7240). Unknown preferences are ignored, as the RFC requires.
 *
 * @param async whether to answer before the message is delivered
 * @param maxWait with {@code async}, how long to wait for the delivery first
 */
record Preference(boolean async, Duration maxWait) {

    private static final int MAX_WAIT_SECONDS = 30;

    static Preference of(@Nullable String prefer) {
        boolean async = false;
        Duration wait = Duration.ZERO;
        for (String part : prefer == null ? new String[0] : prefer.split("[,;]")) {
            String preference = part.strip().toLowerCase(Locale.ROOT);
            if (preference.equals("respond-async")) {
                async = true;
            } else if (preference.startsWith("wait=")) {
                wait = seconds(preference.substring("wait=".length()).strip());
            }
        }
        return new Preference(async, async ? wait : Duration.ZERO);
    }

    private static Duration seconds(String text) {
        try {
            int seconds = Integer.parseInt(text);
            if (seconds >= 0) {
                return Duration.ofSeconds(Math.min(seconds, MAX_WAIT_SECONDS));
            }
        } catch (NumberFormatException e) {
            // Refused below, like a negative number.
        }
        throw ProblemException.badRequest("Prefer", "wait must be a whole number of seconds, such as wait=10");
    }
}
