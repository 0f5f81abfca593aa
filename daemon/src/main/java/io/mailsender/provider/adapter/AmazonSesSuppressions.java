package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Reply;
import io.mailsender.provider.event.EventAddress;
import io.mailsender.provider.event.EventJson;
import io.mailsender.provider.event.SuppressionList;
import io.mailsender.provider.event.SuppressionReason;
import io.micronaut.http.HttpMethod;
import io.micronaut.json.tree.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * The account's suppression list in its region (<a
 * href="https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListSuppressedDestinations.html">ListSuppressedDestinations</a>). SES's
 * own global list has no API.
 */
final class AmazonSesSuppressions implements SuppressionList {

    private static final String ADDRESSES = "/v2/email/suppression/addresses";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final AmazonSesRequestSigner signer;
    private final LookupHttp http;

    AmazonSesSuppressions(AmazonSesRequestSigner signer, LookupHttp http) {
        this.signer = signer;
        this.http = http;
    }

    /** @param cursor the NextToken of the page before */
    @Override
    public CompletionStage<Page> list(@Nullable String cursor) {
        String token = cursor == null ? "" : "&NextToken=" + SdkHttpUtils.urlEncode(cursor);
        return call(HttpMethod.GET, ADDRESSES + "?PageSize=1000" + token).thenApply(AmazonSesSuppressions::page);
    }

    private static Page page(Answer answer) {
        JsonNode summaries = answer.json().get("SuppressedDestinationSummaries");
        if (!answer.isSuccess() || summaries == null || !summaries.isArray()) {
            throw failure(answer);
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode summary : EventJson.objects(summaries)) {
            SuppressionReason reason = EventJson.text(summary, "Reason")
                            .filter("COMPLAINT"::equals)
                            .isPresent()
                    ? SuppressionReason.COMPLAINT
                    : SuppressionReason.HARD_BOUNCE;
            EventAddress.find(summary, "EmailAddress")
                    .ifPresent(address -> entries.add(new Entry(
                            address,
                            reason,
                            EventJson.seconds(summary, "LastUpdateTime").orElse(Instant.EPOCH),
                            "")));
        }
        return new Page(entries, EventJson.text(answer.json(), "NextToken").orElse(null));
    }

    @Override
    public CompletionStage<Void> remove(EmailAddress address) {
        return call(HttpMethod.DELETE, ADDRESSES + "/" + SdkHttpUtils.urlEncode(address.toString()))
                .thenAccept(answer -> {
                    boolean absent = AmazonSesError.of(answer)
                            .filter(error -> error.type().equals("NotFoundException"))
                            .isPresent();
                    if (!answer.isSuccess() && !absent) {
                        throw failure(answer);
                    }
                });
    }

    private CompletionStage<Answer> call(HttpMethod method, String path) {
        return signer.signed(method, path, new byte[0], TIMEOUT).thenCompose(http::call);
    }

    private static LookupFailedException failure(Answer answer) {
        Optional<AmazonSesError> error = AmazonSesError.of(answer);
        return new LookupFailedException(
                new Reply(answer.status(), error.map(AmazonSesError::text).orElse("HTTP " + answer.status())),
                error.filter(AmazonSesError::isThrottling).isPresent());
    }
}
