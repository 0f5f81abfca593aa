package io.mailsender.event;

import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AsyncFailure;
import io.mailsender.common.AuditAs;
import io.mailsender.event.EventIntake.TooManyEventsException;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderOrder;
import io.mailsender.provider.event.EventRefusedException;
import io.mailsender.provider.event.EventReport;
import io.mailsender.provider.event.MailReport;
import io.mailsender.provider.event.ProviderEvent;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes bounce mails and complaints that came back to a sender's address. */
@Controller("/bounces")
@ErrorResponses
@ErrorResponses.OfBody
@ErrorResponses.OfStore
@Tag(name = "events")
final class BounceController {

    private final ProviderOrder order;
    private final @Nullable EventIntake intake;

    /** @param intake {@code null} without a store */
    BounceController(ProviderOrder order, @Nullable EventIntake intake) {
        this.order = order;
        this.intake = intake;
    }

    @AuditAs(AuditAs.NOTHING)
    @Post
    @ExecuteOn(EventController.EXECUTOR)
    @RequiresScope(Scope.EVENTS)
    @Operation(
            operationId = "reportBounce",
            summary = "Hand in a bounce mail or a complaint",
            description =
                    "For mail servers, which report by mail. The events in it are kept, and matched with their messages by the Message-ID or the return path.")
    CompletionStage<BounceResult> report(@Body BounceRequest request) {
        EventIntake events = intake;
        if (events == null) {
            throw ProblemException.needsAStore("Bounce mails", "do not hand them in");
        }
        String provider = request.provider();
        if (provider == null || order.all().stream().map(Provider::name).noneMatch(provider::equals)) {
            throw ProblemException.badRequest("provider", "must be the name of a configured provider");
        }
        byte[] mail = request.message() == null ? null : request.message().bytes();
        if (mail == null || mail.length == 0 || mail.length > EventController.MAX_BYTES) {
            throw ProblemException.badRequest(
                    "message", "must be a mail in base64, of at most " + (EventController.MAX_BYTES >> 20) + " MiB");
        }
        List<ProviderEvent> found = read(mail);
        return events.add(provider, EventReport.of(found)).handle((kept, failure) -> {
            if (failure == null) {
                return new BounceResult(found.size());
            }
            Throwable cause = AsyncFailure.cause(failure);
            throw cause instanceof RuntimeException known && !(cause instanceof TooManyEventsException)
                    ? known
                    : new ProblemException(
                            Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "Too many events wait. Try again later."),
                            Duration.ofSeconds(5));
        });
    }

    private static List<ProviderEvent> read(byte[] mail) {
        try {
            return MailReport.read(mail, Instant.now());
        } catch (EventRefusedException e) {
            throw ProblemException.badRequest("message", String.valueOf(e.getMessage()));
        }
    }

    /** What was found in the mail. */
    @Serdeable
    @Schema(name = "BounceResult", description = "What was found in a bounce mail.")
    record BounceResult(
            @Schema(description = "The number of recipients that it reports about.")
            int events) {}
}
