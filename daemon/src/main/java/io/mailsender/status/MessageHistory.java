package io.mailsender.status;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.event.EventStore;
import io.mailsender.queue.StoredMessage;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Shows a message with what its providers reported. */
@Singleton
@Requires(beans = EventStore.class)
final class MessageHistory {

    private final EventStore events;

    MessageHistory(EventStore events) {
        this.events = events;
    }

    CompletionStage<MessageView> of(StoredMessage message) {
        return events.of(message.id()).thenCompose(reported -> {
            List<TimelineEntry> timeline = Stream.concat(
                            message.attempts().stream().map(TimelineEntry::of),
                            reported.stream().map(TimelineEntry::of))
                    .sorted(Comparator.comparing(TimelineEntry::time))
                    .toList();
            return message.status() == DeliveryStatus.UNKNOWN
                    ? evidence(message).thenApply(evidence -> MessageView.of(message, timeline, evidence))
                    : CompletableFuture.completedFuture(MessageView.of(message, timeline, null));
        });
    }

    private CompletionStage<List<Evidence>> evidence(StoredMessage message) {
        return events.sources()
                .thenCombine(
                        events.lookUps(message.id()),
                        (sources, lookUps) -> message.attempts().stream()
                                .filter(Attempt::isUnknown)
                                .map(attempt -> Evidence.of(
                                        attempt, sources.get(attempt.provider()), lookUps.get(attempt.number())))
                                .toList());
    }
}
