package io.mailsender.audit;

import io.github.bucket4j.TimeMeter;
import io.mailsender.access.Caller;
import io.mailsender.http.ClientAddress;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records deeds. One that cannot be recorded is never lost in silence: it is logged as an error and counted. Without a store, nothing is recorded. */
@Singleton
public final class AuditTrail {

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    /** How long somebody waits for an entry at most. It is written later, or counted as not written. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String ACTION = "io.mailsender.audit.action";
    private static final String LEFT_OUT = "io.mailsender.audit.left-out";

    private final @Nullable AuditStore store;
    private final ClientAddress addresses;
    private final RefusalLimit refusals = new RefusalLimit(TimeMeter.SYSTEM_NANOTIME);
    private final Counter recorded;
    private final Counter failed;
    private final Counter limited;

    /** @param store {@code null} without a store */
    AuditTrail(@Nullable AuditStore store, ClientAddress addresses, MeterRegistry meters) {
        this.store = store;
        this.addresses = addresses;
        this.recorded = counter(meters, "recorded");
        this.failed = counter(meters, "failed");
        this.limited = counter(meters, "limited");
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("mail.sender.audit.entries")
                .description("Entries of the audit: recorded, failed, or left out because there were too many refusals")
                .tag("result", result)
                .register(meters);
    }

    /** Who makes a request. */
    public Actor actor(HttpRequest<?> request) {
        return new Actor(
                Caller.of(request).name(),
                Actor.user(request),
                addresses.of(request).getHostAddress());
    }

    /** Leaves out a request that only asked, such as for a confirmation. */
    public static void leaveOut(HttpRequest<?> request) {
        request.setAttribute(LEFT_OUT, true);
    }

    /** Names the action of a request whose path does not. @param action as in {@link io.mailsender.common.AuditAs} */
    public static void nameAction(HttpRequest<?> request, String action) {
        request.setAttribute(ACTION, action);
    }

    static @Nullable String action(HttpRequest<?> request) {
        return request.getAttribute(ACTION, String.class).orElse(null);
    }

    static boolean isLeftOut(HttpRequest<?> request) {
        return request.getAttribute(LEFT_OUT, Boolean.class).orElse(false);
    }

    boolean isKept() {
        return store != null;
    }

    /**
     * Records a look at something secret, which must not be shown before this completes.
     *
     * @return completes with a {@link ProblemException}, 503, if it cannot be recorded
     */
    public CompletionStage<Void> look(Actor actor, String action, String target) {
        return write(List.of(new Deed(actor, action, target, Deed.DONE, HttpStatus.OK.getCode())))
                .handle((done, failure) -> {
                    if (failure != null) {
                        throw unrecorded();
                    }
                    return null;
                });
    }

    static ProblemException unrecorded() {
        return new ProblemException(
                Problem.of(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "This is shown only if the look can be recorded in the audit, and the store cannot be written. Try again later."),
                Duration.ofSeconds(1));
    }

    /** Records what was done. @return completes without a failure in any case */
    CompletionStage<Void> record(List<Deed> deeds) {
        return write(deeds).exceptionally(failure -> null);
    }

    /** Records what was not done, within a limit. @return completes without a failure in any case */
    CompletionStage<Void> recordRefusal(Deed deed) {
        if (refusals.isExceededBy(deed.actor().key())) {
            limited.increment();
            return CompletableFuture.completedFuture(null);
        }
        return record(List.of(deed));
    }

    private CompletableFuture<Void> write(List<Deed> deeds) {
        if (store == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> written = store.add(deeds)
                .whenComplete((done, failure) -> count(deeds, failure))
                .toCompletableFuture();
        return written.copy().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void count(List<Deed> deeds, @Nullable Throwable failure) {
        if (failure == null) {
            recorded.increment(deeds.size());
            return;
        }
        failed.increment(deeds.size());
        deeds.forEach(deed -> LOG.error(
                "not recorded in the audit: {} of {} by the API key {}: {}",
                deed.action(),
                deed.target().isEmpty() ? "-" : deed.target(),
                deed.actor().key().isEmpty() ? "-" : deed.actor().key(),
                failure.toString()));
    }
}
