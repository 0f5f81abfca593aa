package io.mailsender.figure;

import io.mailsender.figure.AttentionItem.Target;
import io.mailsender.figure.AttentionSource.Found;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Helps to write what needs a person. */
final class AttentionText {

    private AttentionText() {}

    static Found found(AttentionKind kind, String text, BoundedCount count, @Nullable Instant since, Target target) {
        return new Found(kind, new AttentionItem(kind.word(), text, count, since, target));
    }

    static Found one(AttentionKind kind, String text, @Nullable Instant since, Target target) {
        return found(kind, text, BoundedCount.exactly(1), since, target);
    }

    static Target target(String kind) {
        return new Target(kind, Map.of());
    }

    static Target target(String kind, String parameter, String value) {
        return new Target(kind, Map.of(parameter, value));
    }

    /** To the minute. */
    static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.MINUTES).toString();
    }

    /** Such as {@code 1 message was} or {@code 3 messages were}. */
    static String number(BoundedCount count, String one, String many) {
        return count.text() + " " + (count.count() == 1 && !count.more() ? one : many);
    }
}
