package io.mailsender.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class UnpublishedEventsTest {

    private final List<String> written = new ArrayList<>();
    private final Deque<CompletableFuture<Void>> outcomes = new ArrayDeque<>();
    private final UnpublishedEvents events = new UnpublishedEvents(event -> {
        CompletableFuture<Void> outcome =
                outcomes.isEmpty() ? CompletableFuture.completedFuture(null) : outcomes.removeFirst();
        return outcome.thenRun(() -> written.add(event.data()));
    });

    private static WebhookEvent event(int number) {
        return WebhookEvent.of(WebhookType.PROVIDER_RESTING, Instant.EPOCH, Integer.toString(number));
    }

    @Test
    void whatTheStoreDidNotTakeIsPublishedFirstTheNextTime() {
        outcomes.add(CompletableFuture.failedFuture(new IllegalStateException("the store is away")));
        events.publish(List.of(event(1), event(2)));
        assertThat(written).isEmpty();

        events.publish(List.of(event(3)));
        assertThat(written).containsExactly("1", "2", "3");
        events.publish(List.of());
        assertThat(written).hasSize(3);
    }

    @Test
    void keepsTheOrderWhileTheStoreIsSlow() {
        CompletableFuture<Void> slow = new CompletableFuture<>();
        outcomes.add(slow);
        events.publish(List.of(event(1)));
        events.publish(List.of(event(2)));
        assertThat(written).isEmpty();
        slow.complete(null);
        assertThat(written).containsExactly("1", "2");
    }

    @Test
    void keepsTheNewest() {
        outcomes.add(CompletableFuture.failedFuture(new IllegalStateException("the store is away")));
        for (int i = 0; i < UnpublishedEvents.MAX; i++) {
            outcomes.add(CompletableFuture.failedFuture(new IllegalStateException("the store is away")));
            events.publish(List.of(event(i)));
        }
        outcomes.clear();
        events.publish(List.of(event(UnpublishedEvents.MAX)));
        assertThat(written)
                .hasSize(UnpublishedEvents.MAX)
                .endsWith(Integer.toString(UnpublishedEvents.MAX))
                .doesNotContain("0");
    }
}
