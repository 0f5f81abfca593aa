package io.mailsender.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times and durations as text. The script of the pages changes times to the browser's zone. */
public final class TimeText {

    private static final DateTimeFormatter BRIEF =
            DateTimeFormatter.ofPattern("d MMM HH:mm:ss 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private TimeText() {}

    /** To the second, without the year. */
    public static String brief(Instant at) {
        return BRIEF.format(at);
    }

    /** In UTC, to the millisecond. */
    public static String full(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** Such as {@code 350 ms}, {@code 12 s}, {@code 3 min}, {@code 5 h} or {@code 2 d}; of a negative one, {@code 0 s}. */
    public static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis <= 0) {
            return "0 s";
        }
        if (millis < 1000) {
            return millis + " ms";
        }
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 48 * 3600 ? seconds / 3600 + " h" : seconds / 86400 + " d";
    }
}
