package io.mailsender.figure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers for a few seconds, by whose messages they are about. Callers who ask meanwhile share one question to the store, so that
 * many open browsers cost as much as one. A failure is not kept.
 */
final class SharedAnswer<T> {

    static final Duration FRESH = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Map<String, Given<T>> answers = new HashMap<>();

    SharedAnswer(InstantSource clock) {
        this.clock = clock;
    }

    private record Given<T>(CompletableFuture<T> answer, Instant at) {
        boolean serves(Instant now) {
            return !answer.isDone() || !answer.isCompletedExceptionally() && now.isBefore(at.plus(FRESH));
        }
    }

    /** @param owner {@code null} for all messages */
    synchronized CompletionStage<T> get(@Nullable String owner, Supplier<CompletionStage<T>> question) {
        Instant now = clock.instant();
        answers.values().removeIf(given -> !given.serves(now));
        String key = owner == null ? "" : owner;
        Given<T> known = answers.get(key);
        if (known == null) {
            known = new Given<>(question.get().toCompletableFuture(), now);
            answers.put(key, known);
        }
        return known.answer.copy();
    }
}
