package io.mailsender.validation;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.common.AuditAs;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.ProviderOrder;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Checks and requests the validation of addresses by the providers that require it. */
@Controller("/validation")
@ErrorResponses
@RequiresScope(Scope.VALIDATE)
@Tag(name = "validation")
final class ValidationController {

    private final ProviderOrder order;
    private final AddressLookup lookup;

    ValidationController(ProviderOrder order, AddressLookup lookup) {
        this.order = order;
        this.lookup = lookup;
    }

    @Get("/{address}")
    @Operation(
            operationId = "validationStatus",
            summary = "Get the validation of an address",
            description = "Lists only the providers that require validated addresses.")
    @ErrorResponses.OfLoad
    CompletionStage<ValidationStatus> status(
            HttpRequest<?> http,
            @Parameter(schema = @Schema(format = "address", pattern = ApiPattern.ADDRESS)) String address) {
        EmailAddress parsed = parse(address);
        Caller.of(http).authorizeValidation();
        return all(parsed, lookup::status).thenApply(list -> new ValidationStatus(parsed.toString(), list));
    }

    @AuditAs(AuditAs.NOTHING)
    @Post("/{address}")
    @Operation(
            operationId = "requestValidation",
            summary = "Ask the providers to send a confirmation mail to an address")
    @ApiResponse(
            responseCode = "200",
            description = "All providers were asked.",
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = ValidationRequested.class)))
    @ApiResponse(
            responseCode = "503",
            description = "At least one provider could not be asked; or, as a problem, the daemon is overloaded.",
            content = {
                @Content(mediaType = "application/json", schema = @Schema(implementation = ValidationRequested.class)),
                @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(ref = ErrorResponses.PROBLEM))
            })
    CompletionStage<HttpResponse<ValidationRequested>> request(
            HttpRequest<?> http,
            @Parameter(schema = @Schema(format = "address", pattern = ApiPattern.ADDRESS)) String address) {
        EmailAddress parsed = parse(address);
        Caller.of(http).authorizeValidation();
        return all(parsed, lookup::request)
                .thenApply(list -> HttpResponse.<ValidationRequested>status(
                                list.stream().allMatch(ValidationRequested.ByProvider::succeeded)
                                        ? HttpStatus.OK
                                        : HttpStatus.SERVICE_UNAVAILABLE)
                        .body(new ValidationRequested(list)));
    }

    private static EmailAddress parse(String address) {
        try {
            return EmailAddress.parse(address);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("address", String.valueOf(e.getMessage()));
        }
    }

    /** Asks all providers at the same time. */
    private <T> CompletionStage<List<T>> all(
            EmailAddress address, Function<AddressQuestion, CompletableFuture<T>> lookup) {
        List<CompletableFuture<T>> answers = order.all().stream()
                .flatMap(
                        provider -> provider
                                .validation()
                                .map(validation -> new AddressQuestion(provider.name(), validation, address))
                                .stream())
                .map(lookup)
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }
}
