package io.mailsender.event;

import io.mailsender.provider.event.EventReport;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events of reports to the store, a limited number at a time: sends are written between them, so a flood of reports does not
 * delay mail. What comes beyond a bounded queue is refused.
 */
@Singleton
@Requires(beans = EventStore.class)
final class EventIntake {

    /** How many events the store is given at a time. */
    static final int WINDOW = 250;

    /** How many events wait in memory. */
    static final int MAX_WAITING = 20_000;

    private final EventStore store;
    private final EventApplier applier;
    private final Queue<Part> parts = new ArrayDeque<>();

    /** The providers of which a report was refused, until that is recorded. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    private final Set<String> recording = ConcurrentHashMap.newKeySet();
    private int waiting;
    private int inProgress;

    EventIntake(EventStore store, EventApplier applier) {
        this.store = store;
        this.applier = applier;
    }

    private record Part(String provider, EventReport report, CompletableFuture<Void> done) {

        /** A report without events, such as a ping, is recorded as well. */
        int weight() {
            return Math.max(1, report.events().size());
        }
    }

    /**
     * @return completes when all events are on disk. Completes exceptionally with {@link TooManyEventsException}, or as
     *     {@link EventStore#add}
     */
    CompletionStage<Void> add(String provider, EventReport report) {
        List<Part> split = split(provider, report);
        if (!enqueue(split)) {
            recordRefusal(provider);
            return CompletableFuture.failedFuture(new TooManyEventsException());
        }
        write();
        return CompletableFuture.allOf(split.stream().map(Part::done).toArray(CompletableFuture[]::new));
    }

    private synchronized boolean enqueue(List<Part> split) {
        int weight = split.stream().mapToInt(Part::weight).sum();
        if (applier.isBehind() || waiting + weight > MAX_WAITING && waiting > 0) {
            return false;
        }
        parts.addAll(split);
        waiting += weight;
        return true;
    }

    /** The events come again later, so that until then the provider's silence about a message says nothing. */
    private void recordRefusal(String provider) {
        refused.add(provider);
        if (recording.add(provider)) {
            store.refused(provider).whenComplete((done, failure) -> {
                if (failure == null) {
                    refused.remove(provider);
                }
                recording.remove(provider);
            });
        }
    }

    /** A report with a token is short, and must be written together with it. */
    private static List<Part> split(String provider, EventReport report) {
        if (report.token() != null || report.events().size() <= WINDOW) {
            return List.of(new Part(provider, report, new CompletableFuture<>()));
        }
        List<Part> split = new ArrayList<>();
        for (int from = 0; from < report.events().size(); from += WINDOW) {
            int to = Math.min(report.events().size(), from + WINDOW);
            split.add(new Part(provider, EventReport.of(report.events().subList(from, to)), new CompletableFuture<>()));
        }
        return split;
    }

    private void write() {
        for (Part part = next(); part != null; part = next()) {
            Part written = part;
            // Not on this thread: a store that fails immediately would nest as many calls as parts wait.
            store.add(part.provider(), part.report()).whenCompleteAsync((done, failure) -> {
                synchronized (this) {
                    inProgress -= written.weight();
                    waiting -= written.weight();
                }
                if (failure == null) {
                    written.done().complete(null);
                    applier.wake();
                    // Refusals that could not be recorded while the store was not available.
                    refused.forEach(this::recordRefusal);
                } else {
                    recordRefusal(written.provider());
                    written.done().completeExceptionally(failure);
                }
                write();
            });
        }
    }

    private synchronized @Nullable Part next() {
        Part first = parts.peek();
        if (first == null || inProgress > 0 && inProgress + first.weight() > WINDOW) {
            return null;
        }
        parts.remove();
        inProgress += first.weight();
        return first;
    }

    /** More events came than can be kept for now. */
    static final class TooManyEventsException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyEventsException() {
            super("too many events wait", null, false, false);
        }
    }
}
