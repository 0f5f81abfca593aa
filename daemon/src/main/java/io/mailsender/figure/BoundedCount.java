package io.mailsender.figure;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** A number of things that are not counted beyond a bound. */
@Serdeable
@Schema(name = "BoundedCount", description = "A number; counting stops at a bound.")
public record BoundedCount(
        long count,

        @Schema(description = "Whether there are more than that.")
        boolean more) {

    static final BoundedCount ZERO = new BoundedCount(0, false);

    static BoundedCount exactly(long count) {
        return new BoundedCount(count, false);
    }

    public boolean isZero() {
        return count == 0 && !more;
    }

    BoundedCount plus(BoundedCount other) {
        return new BoundedCount(count + other.count, more || other.more);
    }

    /** For people, such as {@code 10,000+}. */
    public String text() {
        return String.format(Locale.ROOT, "%,d", count) + (more ? "+" : "");
    }
}
