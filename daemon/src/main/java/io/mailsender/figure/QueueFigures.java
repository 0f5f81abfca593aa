package io.mailsender.figure;

import io.mailsender.access.Caller;
import io.mailsender.http.ProblemException;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The queue. A key without the scope {@code admin} sees its own messages in it. An answer is at most 20 seconds old. */
@Singleton
public final class QueueFigures {

    private final @Nullable Figures figures;

    /** @param figures {@code null} without a store */
    QueueFigures(@Nullable Figures figures) {
        this.figures = figures;
    }

    /** @throws ProblemException 501 without a store */
    public CompletionStage<QueueView> of(Caller caller) {
        if (figures == null) {
            throw ProblemException.needsAStore("The queue", "without one, a message is sent while its request waits");
        }
        return figures.queue(caller.visibleOwner());
    }
}
