package io.mailsender.submission;

import io.mailsender.http.ProblemException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a caller wants to be answered (Prefer, RFC 7240). What is not known is ignored, as that RFC wants it.
 *
 * @param async whether to be answered as soon as the message is kept
 * @param patience how long to wait first for what becomes of it
 */
record Preference(boolean async, Duration patience) {

    private static final int MAX_WAIT_SECONDS = 30;

    static Preference of(@Nullable String prefer) {
        boolean async = false;
        Duration wait = Duration.ZERO;
        for (String one : prefer == null ? new String[0] : prefer.split("[,;]")) {
            String preference = one.strip().toLowerCase(Locale.ROOT);
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
            // Told below, together with a negative one.
        }
        throw ProblemException.badRequest("Prefer", "wait must be a number of seconds, such as wait=10");
    }
}
