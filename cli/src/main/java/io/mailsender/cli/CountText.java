package io.mailsender.cli;

import io.mailsender.client.model.BoundedCount;
import java.util.Locale;

/** Writes a number for people. */
final class CountText {

    private CountText() {}

    /** Such as {@code 10,000+}. */
    static String of(BoundedCount count) {
        return String.format(Locale.ROOT, "%,d", count.getCount()) + (Boolean.TRUE.equals(count.getMore()) ? "+" : "");
    }
}
