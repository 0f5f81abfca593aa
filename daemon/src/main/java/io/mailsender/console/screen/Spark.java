package io.mailsender.console.screen;

import io.mailsender.figure.Period;
import java.util.ArrayList;
import java.util.List;

/**
 * A small chart of a period: what was sent and what failed, in equal steps of time.
 *
 * @param bars in units of which 40 are the height
 * @param text what it shows, in words
 */
record Spark(int width, List<Bar> bars, String text) {

    private static final int HEIGHT = 40;
    private static final int STEP = 4;

    /** The height of what was sent and, above it, of what failed. */
    record Bar(int x, int sent, int failed) {}

    static Spark of(Period period) {
        long most = period.buckets().stream()
                .mapToLong(bucket -> bucket.sent() + bucket.failed())
                .max()
                .orElse(0);
        List<Bar> bars = new ArrayList<>();
        for (Period.Bucket bucket : period.buckets()) {
            bars.add(new Bar(bars.size() * STEP, height(bucket.sent(), most), height(bucket.failed(), most)));
        }
        String step = period.bucketSeconds() == 60 ? "1 minute" : period.bucketSeconds() / 60 + " minutes";
        return new Spark(
                Math.max(1, bars.size() * STEP),
                bars,
                "Sent and failed in steps of " + step + "; at most " + most + " in one");
    }

    /** What happened at all is seen. */
    private static int height(long count, long most) {
        return count == 0 ? 0 : (int) Math.max(1, count * HEIGHT / most);
    }
}
