package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.message.MessageId;
import io.mailsender.queue.MessageFilter;
import io.mailsender.queue.MessageFilter.Position;
import io.mailsender.queue.StoredMessage;
import io.mailsender.status.BulkRun.Candidate;
import io.mailsender.status.BulkRun.Kind;
import io.mailsender.status.BulkRun.Results;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Changes many messages: those with the ids, or a page of those that a filter finds. Each is changed under the same conditions as alone
 * ({@link MessageActions}), and not at all if these no longer hold. A {@link ProblemException} says what is wrong with the request, at
 * once or as the stage's failure; nothing was changed then.
 */
@Singleton
public final class BulkActions {

    private static final int READS_AT_ONCE = 4;

    private final MessageActions actions;

    BulkActions(MessageActions actions) {
        this.actions = actions;
    }

    /** Sends messages again to those who do not have them. */
    public CompletionStage<BulkResult> resend(Caller caller, BulkRequest request) {
        if (request.ids() == null
                && request.filter() != null
                && request.filter().status() == null) {
            throw ProblemException.badRequest(
                    "filter.status", "is required: failed, rejected, unknown, cancelled or sent");
        }
        return run(caller, request, new BulkAction.Resend(actions.store()), null);
    }

    /** Cancels queued messages. */
    public CompletionStage<BulkResult> cancel(Caller caller, BulkRequest request) {
        return run(caller, request, new BulkAction.Cancel(actions.store()), DeliveryStatus.QUEUED);
    }

    /** Settles unknown messages. @param verdict {@code sent} or {@code failed} */
    public CompletionStage<BulkResult> close(Caller caller, BulkRequest request, @Nullable String verdict) {
        DeliveryStatus status = MessageActions.verdict(verdict);
        return run(caller, request, new BulkAction.Close(actions.store(), status), DeliveryStatus.UNKNOWN);
    }

    /** @param implied the status of all messages that can be changed so; {@code null} if there are several */
    private CompletionStage<BulkResult> run(
            Caller caller, BulkRequest request, BulkAction action, @Nullable DeliveryStatus implied) {
        if ((request.ids() == null) == (request.filter() == null)) {
            throw ProblemException.badRequest("ids", "give either ids or filter");
        }
        BulkRun run = new BulkRun(actions.store(), caller, action, isDry(request));
        return request.ids() != null
                ? byIds(caller, request, request.ids(), run)
                : byFilter(request, filter(caller, request, implied), run);
    }

    private CompletionStage<BulkResult> byIds(Caller caller, BulkRequest request, List<String> given, BulkRun run) {
        List<String> ids = given.stream().distinct().toList();
        if (ids.isEmpty() || given.size() > BulkRequest.PAGE) {
            throw ProblemException.badRequest("ids", "must be 1 to " + BulkRequest.PAGE + " ids of messages");
        }
        if (!ids.stream().allMatch(MessageId::isValue)) {
            throw ProblemException.badRequest("ids", "must be ids of messages: 32 lower-case hexadecimal digits each");
        }
        if (request.cursor() != null) {
            throw ProblemException.badRequest("cursor", "goes with filter; with ids give those that are left");
        }
        long count = ids.size();
        requireExpected(request, count);
        return Flux.fromIterable(ids)
                .flatMapSequential(id -> Mono.fromCompletionStage(() -> find(caller, id)), READS_AT_ONCE)
                .collectList()
                .flatMap(candidates -> Mono.fromCompletionStage(() -> run.of(candidates)))
                .map(results -> result(request, asks(request) ? count : null, results, results.ids(Kind.LEFT), null))
                .toFuture();
    }

    private CompletionStage<Candidate> find(Caller caller, String id) {
        String owner = caller.visibleOwner();
        return actions.store()
                .find(id)
                .thenApply(found -> new Candidate(
                        id,
                        found.filter(message -> owner == null || message.owner().equals(owner))
                                .orElse(null)));
    }

    private CompletionStage<BulkResult> byFilter(BulkRequest request, MessageFilter filter, BulkRun run) {
        CompletionStage<@Nullable Long> counted = asks(request)
                ? new BulkCount(actions.store()).of(filter).thenApply(count -> {
                    requireExpected(request, count);
                    return count;
                })
                : CompletableFuture.completedFuture(null);
        return counted.thenCompose(count -> actions.store().list(filter).thenCompose(page -> {
            List<Candidate> candidates = page.messages().stream()
                    .map(message -> new Candidate(message.id(), message))
                    .toList();
            return run.of(candidates)
                    .thenApply(results -> result(
                            request, count, results, List.of(), next(filter, page.messages(), results, page.next())));
        }));
    }

    private MessageFilter filter(Caller caller, BulkRequest request, @Nullable DeliveryStatus implied) {
        MessageCriteria criteria = request.filter();
        if (criteria == null) {
            throw ProblemException.badRequest("filter", "is required");
        }
        if (implied != null && criteria.status() != null && !implied.word().equals(criteria.status())) {
            throw ProblemException.badRequest("filter.status", "must be " + implied.word() + ", or be left out");
        }
        boolean isConfirmed = request.expectedCount() != null || request.cursor() != null || isDry(request);
        if (!criteria.isSelective() && !isConfirmed) {
            throw ProblemException.badRequest(
                    "expected_count",
                    "is required, as the filter means all " + (implied == null ? "" : implied.word() + " ")
                            + "messages; a dry_run counts them");
        }
        MessageCriteria all = implied == null ? criteria : criteria.withStatus(implied.word());
        return actions.filter(caller, all, new ListQuery(null, "filter."), request.cursor(), BulkRequest.PAGE);
    }

    /** From where the next request goes on. One that stopped goes on with the first message that it left. */
    private static @Nullable Position next(
            MessageFilter filter, List<StoredMessage> page, Results results, @Nullable Position end) {
        int left = results.firstLeft();
        if (left < 0) {
            return end;
        }
        if (left > 0) {
            return Position.of(page.get(left - 1));
        }
        Instant accepted = page.get(0).accepted();
        return filter.after() != null ? filter.after() : new Position(accepted.plusMillis(1), "0".repeat(32));
    }

    private static BulkResult result(
            BulkRequest request, @Nullable Long count, Results results, List<String> left, @Nullable Position next) {
        List<String> done = results.ids(Kind.DONE);
        return new BulkResult(
                isDry(request),
                count,
                done.size(),
                done,
                results.skipped(),
                results.stopped(),
                left.isEmpty() ? null : left,
                next == null ? null : Cursor.of(next));
    }

    private static boolean isDry(BulkRequest request) {
        return Boolean.TRUE.equals(request.dryRun());
    }

    private static boolean asks(BulkRequest request) {
        return isDry(request) || request.expectedCount() != null;
    }

    private static void requireExpected(BulkRequest request, long count) {
        Integer expected = request.expectedCount();
        if (expected != null && expected != count) {
            throw new ProblemException(Problem.of(
                    HttpStatus.CONFLICT,
                    "expected_count: these are " + count + " messages now, not " + expected
                            + ". Nothing was changed; look at them again, and confirm that number."));
        }
    }
}
