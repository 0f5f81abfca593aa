package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.http.ProblemException;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.StoredMessage;
import io.micronaut.http.HttpStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Changes some messages, in their order. Begins no further one once a quota is used up or the store has failed. */
final class BulkRun {

    /** Enough for the store to write them together, and few enough that others' writes come in between. */
    private static final int AT_ONCE = 32;

    private final MessageStore store;
    private final Caller caller;
    private final BulkAction action;
    private final boolean isDry;
    private final AtomicReference<@Nullable String> stopped = new AtomicReference<>();

    BulkRun(MessageStore store, Caller caller, BulkAction action, boolean isDry) {
        this.store = store;
        this.caller = caller;
        this.action = action;
        this.isDry = isDry;
    }

    /** A message to change. @param message as it was read; {@code null} if the caller has none with this id */
    record Candidate(String id, @Nullable StoredMessage message) {}

    /** What became of one. */
    enum Kind {
        DONE,
        SKIPPED,
        /** Not looked at, or it is not certain that it was changed. */
        LEFT
    }

    /** @param msg why it was skipped; empty otherwise */
    record Result(Candidate of, Kind kind, String msg) {}

    /** @param stopped why not all were looked at; {@code null} if they were */
    record Results(List<Result> list, @Nullable String stopped) {

        List<String> ids(Kind kind) {
            return list.stream()
                    .filter(result -> result.kind() == kind)
                    .map(result -> result.of().id())
                    .toList();
        }

        List<BulkResult.Skipped> skipped() {
            return list.stream()
                    .filter(result -> result.kind() == Kind.SKIPPED)
                    .map(result -> new BulkResult.Skipped(result.of().id(), result.msg()))
                    .toList();
        }

        /** The place in the list of the first one that was not looked at; -1 if there is none. */
        int firstLeft() {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i).kind() == Kind.LEFT) {
                    return i;
                }
            }
            return -1;
        }
    }

    CompletionStage<Results> of(List<Candidate> candidates) {
        List<String> ids = candidates.stream().map(Candidate::id).toList();
        Mono<Set<String>> kept =
                action.needsContent() ? Mono.fromCompletionStage(() -> store.withContent(ids)) : Mono.just(Set.of());
        return kept.flatMapMany(contents -> Flux.fromIterable(candidates)
                        .flatMapSequential(candidate -> Mono.defer(() -> change(candidate, contents)), AT_ONCE))
                .collectList()
                .map(results -> new Results(results, stopped.get()))
                .toFuture();
    }

    private Mono<Result> change(Candidate candidate, Set<String> contents) {
        StoredMessage message = candidate.message();
        if (stopped.get() != null) {
            return Mono.just(new Result(candidate, Kind.LEFT, ""));
        }
        if (message == null) {
            return Mono.just(skipped(candidate, "There is no such message."));
        }
        if (!action.isPossible(message)) {
            return Mono.just(skipped(candidate, refusal(message)));
        }
        if (action.needsContent() && !contents.contains(candidate.id())) {
            return Mono.just(skipped(candidate, "Its content is no longer kept."));
        }
        if (isDry) {
            return Mono.just(new Result(candidate, Kind.DONE, ""));
        }
        try {
            action.pay(caller, message);
        } catch (ProblemException e) {
            return Mono.just(unpaid(candidate, e));
        }
        return Mono.fromCompletionStage(() -> action.apply(message))
                .flatMap(done -> done
                        ? Mono.just(new Result(candidate, Kind.DONE, ""))
                        : Mono.fromCompletionStage(() -> refused(candidate, message)))
                .onErrorResume(failure -> {
                    stopped.compareAndSet(null, "The store could not be read or written.");
                    return Mono.just(new Result(candidate, Kind.LEFT, ""));
                });
    }

    private Result unpaid(Candidate candidate, ProblemException problem) {
        String why = String.valueOf(problem.getMessage());
        if (problem.problem().status() != HttpStatus.TOO_MANY_REQUESTS.getCode()) {
            return skipped(candidate, why);
        }
        stopped.compareAndSet(null, why);
        return new Result(candidate, Kind.LEFT, "");
    }

    private CompletionStage<Result> refused(Candidate candidate, StoredMessage before) {
        action.payBack(caller, before);
        return store.find(candidate.id()).thenApply(now -> skipped(candidate, why(now)));
    }

    private String why(Optional<StoredMessage> now) {
        return now.map(message -> action.isPossible(message)
                        ? "Somebody else changed the message at the same time."
                        : refusal(message))
                .orElse("There is no such message.");
    }

    private String refusal(StoredMessage message) {
        return "The message is " + message.status().word() + ". " + action.rule();
    }

    private static Result skipped(Candidate candidate, String why) {
        return new Result(candidate, Kind.SKIPPED, why);
    }
}
