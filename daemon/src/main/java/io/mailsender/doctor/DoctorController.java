package io.mailsender.doctor;

import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.http.ErrorResponses;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Checks the providers on request. */
@Controller
@ErrorResponses
@RequiresScope(Scope.READ)
@Tag(name = "providers")
final class DoctorController {

    private final Doctor doctor;

    DoctorController(Doctor doctor) {
        this.doctor = doctor;
    }

    @Get("/providers/findings")
    @ErrorResponses.OfLoad
    @Operation(
            operationId = "checkProviders",
            summary = "Check the providers without sending",
            description =
                    "Asks every provider about its account, and DNS about the senders' domains. It takes up to half a minute. The result is kept for 10 seconds.")
    CompletionStage<Findings> findings() {
        return doctor.check()
                .thenApply(checkup -> new Findings(
                        checkup.at(),
                        checkup.findings().stream().map(FindingView::of).toList()));
    }

    /** The result of a check. */
    @Serdeable
    @Schema(name = "Findings", description = "The result of a check of the providers.")
    record Findings(
            @Schema(description = "When the check ended.") Instant checkedAt,

            @Schema(description = "In the order of the providers; then those about senders' domains.")
            List<FindingView> findings) {}
}
