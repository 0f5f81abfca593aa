package io.mailsender.figure;

import io.mailsender.access.Caller;
import io.mailsender.figure.AttentionSource.Found;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What needs a person, the most urgent first. A key without the scope {@code admin} sees what concerns its own messages, webhooks and
 * keys, and the providers. It asks no vendor. An answer is at most 10 seconds old.
 */
@Singleton
@Requires(beans = FigureStore.class)
public final class Attention {

    /** The most that one answer lists. */
    public static final int MAX = 10;

    private final List<AttentionSource> sources;
    private final SharedAnswer<List<AttentionItem>> answers;

    Attention(List<AttentionSource> sources, FigureStore store) {
        this.sources = sources;
        this.answers = new SharedAnswer<>(store::now);
    }

    /** At most {@link #MAX}. */
    public CompletionStage<List<AttentionItem>> of(Caller caller) {
        String owner = caller.visibleOwner();
        return answers.get(owner, () -> find(owner));
    }

    private CompletionStage<List<AttentionItem>> find(@Nullable String owner) {
        List<CompletableFuture<List<Found>>> parts = sources.stream()
                .map(source -> source.find(owner).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> parts.stream()
                        .flatMap(part -> part.join().stream())
                        .sorted(Comparator.comparing(Found::kind))
                        .map(Found::item)
                        .limit(MAX)
                        .toList());
    }
}
