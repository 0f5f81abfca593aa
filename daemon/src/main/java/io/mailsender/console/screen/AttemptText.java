package io.mailsender.console.screen;

import io.mailsender.figure.RecentAttempts;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The recent attempts at a provider, in a line. */
final class AttemptText {

    private AttemptText() {}

    /** Such as {@code 120 sent, 3 throttled; half within 80 ms, 95 % within 240 ms}. */
    static String of(@Nullable RecentAttempts recent) {
        if (recent == null || recent.hour().isEmpty()) {
            return "no attempt";
        }
        Map<String, Long> others = new TreeMap<>(recent.hour());
        Long sent = others.remove("sent");
        String counts = (sent == null ? "0" : sent.toString()) + " sent"
                + others.entrySet().stream()
                        .map(outcome -> ", " + outcome.getValue() + " " + outcome.getKey())
                        .collect(Collectors.joining());
        return recent.p50Ms() == null
                ? counts
                : counts + "; half within " + recent.p50Ms() + " ms, 95 % within " + recent.p95Ms() + " ms";
    }
}
