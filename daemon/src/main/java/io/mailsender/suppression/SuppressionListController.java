package io.mailsender.suppression;

import io.mailsender.access.Caller;
import io.mailsender.access.RequiresScope;
import io.mailsender.access.Scope;
import io.mailsender.http.ApiPattern;
import io.mailsender.http.ErrorResponses;
import io.mailsender.http.ProblemException;
import io.mailsender.suppression.SuppressionFilter.Position;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Lists the suppressed addresses. */
@Controller("/suppressions")
@ErrorResponses
@ErrorResponses.OfStore
@RequiresScope(Scope.READ)
@Tag(name = "suppressions")
final class SuppressionListController {

    private static final int MAX_LIMIT = 500;
    private static final int DEFAULT_LIMIT = 50;

    private final @Nullable SuppressionStore store;

    SuppressionListController(@Nullable SuppressionStore store) {
        this.store = store;
    }

    @Get
    @Operation(
            operationId = "suppressions",
            summary = "List suppressed addresses, in their order",
            description = "Keys without the scope `admin` see only their own entries.")
    CompletionStage<SuppressionPage> list(
            HttpRequest<?> http,
            @Parameter(
                            description = "Only this address. Write a `+` in it as `%2B`.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            format = "address",
                                            pattern = ApiPattern.ADDRESS))
                    @QueryValue("address")
                    @Nullable
                    String address,
            @Parameter(
                            description = "Only entries with this reason.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            allowableValues = {
                                                "hard_bounce",
                                                "soft_bounces",
                                                "complaint",
                                                "unsubscribe",
                                                "suppressed_at_provider",
                                                "manual"
                                            }))
                    @QueryValue("reason")
                    @Nullable
                    String reason,
            @Parameter(
                            description = "Only entries of this scope: the name of an API key, or `*`.",
                            schema = @Schema(type = "string", nullable = false, pattern = ScopeWord.PATTERN))
                    @QueryValue("scope")
                    @Nullable
                    String scope,
            @Parameter(
                            description = "Only entries from this source.",
                            schema =
                                    @Schema(
                                            type = "string",
                                            nullable = false,
                                            minLength = 1,
                                            maxLength = 100,
                                            pattern = ApiPattern.LINE))
                    @QueryValue("source")
                    @Nullable
                    String source,
            @Parameter(
                            description = "The `next` of the previous page.",
                            schema = @Schema(type = "string", nullable = false, pattern = "^[A-Za-z0-9_-]{1,1400}$"))
                    @QueryValue("cursor")
                    @Nullable
                    String cursor,
            @Parameter(
                            description = "The number of entries in a page; the default is 50.",
                            schema =
                                    @Schema(
                                            type = "integer",
                                            format = "int32",
                                            nullable = false,
                                            minimum = "1",
                                            maximum = "" + MAX_LIMIT))
                    @QueryValue("limit")
                    @Nullable
                    Integer limit) {
        int size = limit == null ? DEFAULT_LIMIT : limit;
        if (size < 1 || size > MAX_LIMIT) {
            throw ProblemException.badRequest("limit", "must be 1 to " + MAX_LIMIT);
        }
        if (source != null && (source.isEmpty() || source.indexOf(0) >= 0)) {
            throw ProblemException.badRequest("source", "must be the name of a provider or an API key, or import");
        }
        SuppressionFilter filter = new SuppressionFilter(
                ScopeWord.filter(scope, Caller.of(http)),
                address == null ? null : SuppressionReader.address(address),
                reason == null ? null : SuppressionReader.reason(reason),
                source,
                cursor == null ? null : position(cursor),
                size + 1);
        return SuppressionController.require(store).list(filter).thenApply(found -> page(found, size));
    }

    private static SuppressionPage page(List<Suppression> found, int size) {
        List<Suppression> page = found.size() > size ? found.subList(0, size) : found;
        return new SuppressionPage(
                SuppressionView.of(page), found.size() > size ? cursor(Position.of(page.get(size - 1))) : null);
    }

    private static String cursor(Position position) {
        byte[] plain = (position.scope() + " " + position.key()).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }

    private static Position position(String cursor) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            int space = plain.indexOf(' ');
            if (space >= 0 && plain.indexOf(0) < 0) {
                return new Position(plain.substring(space + 1), plain.substring(0, space));
            }
        } catch (IllegalArgumentException e) {
            // Answered below.
        }
        throw ProblemException.badRequest("cursor", "must be the next of a page");
    }
}
