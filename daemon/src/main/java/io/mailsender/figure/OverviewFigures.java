package io.mailsender.figure;

import io.mailsender.access.Caller;
import io.mailsender.http.ProblemException;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the overview. A key without the scope {@code admin} sees those of its own messages. An answer is at most 10 seconds
 * old.
 */
@Singleton
public final class OverviewFigures {

    private final @Nullable Figures figures;
    private final @Nullable Attention attention;

    /** @param figures {@code null} without a store @param attention {@code null} without a store */
    OverviewFigures(@Nullable Figures figures, @Nullable Attention attention) {
        this.figures = figures;
        this.attention = attention;
    }

    /** @throws ProblemException 501 without a store */
    public CompletionStage<Overview> of(Caller caller) {
        Figures counted = figures;
        Attention watched = attention;
        if (counted == null || watched == null) {
            throw ProblemException.needsAStore("The overview", "use GET /providers and the metrics (GET /prometheus)");
        }
        return counted.of(caller.visibleOwner())
                .thenCombine(
                        watched.of(caller),
                        (now, items) -> new Overview(
                                now.at(),
                                now.hour(),
                                now.day(),
                                now.queue(),
                                now.unknown().messages(),
                                items));
    }
}
