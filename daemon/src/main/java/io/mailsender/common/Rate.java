package io.mailsender.common;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of events per period, such as {@code 14/s}. The period is one second, minute, hour or day. */
public record Rate(int count, Duration period) {

    private static final Pattern SYNTAX = Pattern.compile("([1-9][0-9]{0,8})/([smhd])");

    /** @throws IllegalArgumentException if the text is not such a rate */
    public static Rate parse(String text) {
        Matcher rate = SYNTAX.matcher(text);
        if (!rate.matches()) {
            throw new IllegalArgumentException("must be a number per s, m, h or d, such as 1000/h");
        }
        ChronoUnit unit = switch (rate.group(2)) {
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
        return new Rate(Integer.parseInt(rate.group(1)), unit.getDuration());
    }

    /** The unit of the period: {@code s}, {@code m}, {@code h} or {@code d}. */
    public String unit() {
        return switch ((int) period.toSeconds()) {
            case 1 -> "s";
            case 60 -> "m";
            case 3600 -> "h";
            default -> "d";
        };
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return count + "/" + unit();
    }
}
