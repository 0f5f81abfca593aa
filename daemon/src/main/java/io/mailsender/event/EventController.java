package io.mailsender.event;

import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AsyncFailure;
import io.mailsender.common.AuditAs;
import io.mailsender.common.StoreUnavailableException;
import io.mailsender.event.EventIntake.TooManyEventsException;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderOrder;
import io.mailsender.provider.event.EventPost;
import io.mailsender.provider.event.EventRefusedException;
import io.mailsender.provider.event.EventReport;
import io.mailsender.provider.event.EventSource;
import io.mailsender.provider.event.MailReport;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Takes what vendors post. Their posts carry no API key: the provider's {@link EventSource} authenticates them. The answer is 200 once
 * the events are kept; vendors repeat a post that is answered otherwise.
 */
@Controller("/events")
@Hidden
final class EventController {

    /** Its threads read reports. */
    static final String EXECUTOR = "events";

    /** The largest batch of any vendor is far below. */
    static final int MAX_BYTES = 10 << 20;

    private static final MediaType MAIL = new MediaType("message/rfc822");

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final ProviderOrder order;
    private final EventLog log;
    private final @Nullable EventIntake intake;

    /** @param intake {@code null} without a store */
    EventController(ProviderOrder order, EventLog log, @Nullable EventIntake intake) {
        this.order = order;
        this.log = log;
        this.intake = intake;
    }

    @AuditAs(AuditAs.NOTHING)
    @Post(uri = "/{provider}", consumes = MediaType.ALL)
    @ExecuteOn(EXECUTOR)
    @RequiresScope(Scope.EVENTS)
    CompletionStage<HttpResponse<?>> post(HttpRequest<?> http, String provider, @Body @Nullable byte[] body) {
        EventIntake events = intake;
        if (events == null) {
            throw ProblemException.needsAStore("Events of providers", "do not register a webhook at the vendor");
        }
        byte[] bytes = body == null ? new byte[0] : body;
        if (bytes.length > MAX_BYTES) {
            throw new ProblemException(Problem.of(
                    HttpStatus.REQUEST_ENTITY_TOO_LARGE, "A report has at most " + (MAX_BYTES >> 20) + " MiB."));
        }
        return read(http, provider, bytes)
                .thenCompose(report -> events.add(provider, report))
                .handle((kept, failure) -> {
                    if (failure != null) {
                        throw refusal(provider, AsyncFailure.cause(failure));
                    }
                    return HttpResponse.ok();
                });
    }

    /** A mail, whose sender {@link io.mailsender.access.AccessFilter} has authenticated, or a vendor's report. */
    private CompletionStage<EventReport> read(HttpRequest<?> http, String name, byte[] bytes) {
        Provider provider = order.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(EventController::unknown);
        Instant now = Instant.now();
        if (http.getContentType().filter(MAIL::equals).isPresent()) {
            return CompletableFuture.completedFuture(bytes)
                    .thenApply(mail -> EventReport.of(MailReport.read(mail, now)));
        }
        return provider.events().orElseThrow(EventController::unknown).read(new EventPost(headers(http), bytes, now));
    }

    private static ProblemException unknown() {
        return new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "No provider with this name takes reports."));
    }

    private static Map<String, String> headers(HttpRequest<?> http) {
        Map<String, String> headers = new HashMap<>();
        http.getHeaders().forEach((name, values) -> {
            if (!values.isEmpty()) {
                headers.put(name, values.get(0));
            }
        });
        return headers;
    }

    /** A stranger learns nothing about why. */
    private RuntimeException refusal(String provider, Throwable failure) {
        if (failure instanceof EventRefusedException refused) {
            log.refused(provider, refused);
            return new ProblemException(
                    Problem.of(HttpStatus.valueOf(refused.status()), "The report was not accepted."));
        }
        if (failure instanceof TooManyEventsException || failure instanceof StoreUnavailableException) {
            return new ProblemException(
                    Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "The events cannot be kept now. Post them again later."),
                    RETRY_AFTER);
        }
        return failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure);
    }
}
