package io.mailsender.figure;

import static io.mailsender.figure.AttentionText.found;
import static io.mailsender.figure.AttentionText.number;
import static io.mailsender.figure.AttentionText.target;

import io.mailsender.figure.FigureStore.LastReply;
import io.mailsender.figure.Figures.Now;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Messages that are unknown, failed or late. */
@Singleton
@Requires(beans = FigureStore.class)
final class MessageAttention implements AttentionSource {

    private static final Duration LATE = Duration.ofMinutes(10);

    private final Figures figures;
    private final FigureStore store;

    MessageAttention(Figures figures, FigureStore store) {
        this.figures = figures;
        this.store = store;
    }

    @Override
    public CompletionStage<List<Found>> find(@Nullable String owner) {
        return figures.of(owner)
                .thenCompose(now -> replies(owner, now, "failed", now.hour().failed())
                        .thenCombine(
                                replies(owner, now, "rejected", now.hour().rejected()),
                                (failed, rejected) -> list(now, failed, rejected)));
    }

    private CompletionStage<List<LastReply>> replies(
            @Nullable String owner, Now now, String status, BoundedCount count) {
        return count.isZero()
                ? CompletableFuture.completedFuture(List.of())
                : store.failures(owner, status, now.hour().since());
    }

    private static List<Found> list(Now now, List<LastReply> failed, List<LastReply> rejected) {
        List<Found> found = new ArrayList<>();
        QueueDepth queue = now.queue();
        Long late = queue.oldestDueSeconds();
        if (late != null && late >= LATE.toSeconds()) {
            found.add(found(
                    AttentionKind.QUEUE_DELAYED,
                    "The oldest due message has waited for " + late / 60 + " minutes; "
                            + number(queue.due(), "message is due.", "messages are due."),
                    queue.due(),
                    queue.oldestDueAt(),
                    target("queue")));
        }
        BoundedCount unknown = now.unknown().messages();
        if (!unknown.isZero()) {
            found.add(found(
                    AttentionKind.UNKNOWN_MESSAGES,
                    number(
                            unknown,
                            "message may have been sent: its provider gave no answer. Close it or send it again.",
                            "messages may have been sent: their providers gave no answer. Close them or send them again."),
                    unknown,
                    now.unknown().oldest(),
                    target("messages", "status", "unknown")));
        }
        ended(now.hour(), now.hour().failed(), "failed", failed, found);
        ended(now.hour(), now.hour().rejected(), "rejected", rejected, found);
        return found;
    }

    private static void ended(
            Period hour, BoundedCount count, String status, List<LastReply> replies, List<Found> found) {
        if (count.isZero()) {
            return;
        }
        String words = status.equals("failed") ? " failed" : " rejected";
        String text = number(
                count,
                (status.equals("failed") ? "message" : "message was") + words,
                (status.equals("failed") ? "messages" : "messages were") + words);
        found.add(found(
                AttentionKind.FAILED_MESSAGES,
                text + " within the last hour"
                        + FrequentReply.of(replies)
                                .map(most -> "; most often: " + most)
                                .orElse("") + ".",
                count,
                hour.since(),
                target("messages", "status", status)));
    }
}
