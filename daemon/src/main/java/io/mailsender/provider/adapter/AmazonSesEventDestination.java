package io.mailsender.provider.adapter;

import io.mailsender.common.AsyncFailure;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.JsonBody;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Reply;
import io.mailsender.provider.event.EventRegistration;
import io.micronaut.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Has the configuration set publish its events to the first topic (<a
 * href="https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSetEventDestination.html">CreateConfigurationSetEventDestination</a>),
 * and subscribes the URL to the topic (<a href="https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html">Subscribe</a>). SNS then
 * asks for a confirmation, which {@link AmazonSesEvents} gives.
 */
final class AmazonSesEventDestination implements EventRegistration {

    private static final String NAME = "mail-sender";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final List<String> TYPES = List.of(
            "SEND",
            "REJECT",
            "BOUNCE",
            "COMPLAINT",
            "DELIVERY",
            "OPEN",
            "CLICK",
            "RENDERING_FAILURE",
            "DELIVERY_DELAY",
            "SUBSCRIPTION");

    private final @Nullable String configurationSet;
    private final AmazonSesTopic topic;
    private final AmazonSesRequestSigner ses;
    private final AmazonSesRequestSigner sns;
    private final LookupHttp http;

    /** @param sns signs requests to SNS in the topic's region */
    AmazonSesEventDestination(
            @Nullable String configurationSet,
            AmazonSesTopic topic,
            AmazonSesRequestSigner ses,
            AmazonSesRequestSigner sns,
            LookupHttp http) {
        this.configurationSet = configurationSet;
        this.topic = topic;
        this.ses = ses;
        this.sns = sns;
        this.http = http;
    }

    @Override
    public CompletionStage<String> register(URI url) {
        if (configurationSet == null) {
            return CompletableFuture.failedFuture(new LookupFailedException(
                    Reply.none("configuration-set is missing: SES publishes the events of a configuration set"),
                    false));
        }
        String path =
                "/v2/email/configuration-sets/" + SdkHttpUtils.urlEncode(configurationSet) + "/event-destinations";
        return destination(HttpMethod.POST, path, true)
                .thenCompose(answer -> isThere(answer)
                        ? destination(HttpMethod.PUT, path + "/" + NAME, false)
                        : CompletableFuture.completedFuture(answer))
                .thenApply(AmazonSesEventDestination::require)
                .thenCompose(done -> subscribe(url))
                .thenApply(done -> "the configuration set " + configurationSet + " publishes " + TYPES.size()
                        + " types of event to " + topic.arn() + ", and SNS is asked to post them here; "
                        + "it does so once this daemon has confirmed it");
    }

    private CompletionStage<Answer> destination(HttpMethod method, String path, boolean create) {
        byte[] body = JsonBody.of(json -> {
            if (create) {
                json.writeStringField("EventDestinationName", NAME);
            }
            json.writeObjectFieldStart("EventDestination");
            json.writeBooleanField("Enabled", true);
            JsonBody.array(json, "MatchingEventTypes", TYPES, json::writeString);
            json.writeObjectFieldStart("SnsDestination");
            json.writeStringField("TopicArn", topic.arn());
            json.writeEndObject();
            json.writeEndObject();
        });
        return call(ses, method, path, body);
    }

    private static boolean isThere(Answer answer) {
        return AmazonSesError.of(answer)
                .filter(error -> error.type().equals("AlreadyExistsException"))
                .isPresent();
    }

    /** Safe to repeat: SNS answers with the subscription that it has. */
    private CompletionStage<Answer> subscribe(URI url) {
        String path = "/?Action=Subscribe&Version=2010-03-31&TopicArn=" + SdkHttpUtils.urlEncode(topic.arn())
                + "&Protocol=" + url.getScheme() + "&Endpoint=" + SdkHttpUtils.urlEncode(url.toString());
        return call(sns, HttpMethod.POST, path, new byte[0]).handle((answer, failure) -> {
            if (failure != null || !answer.isSuccess()) {
                // SNS answers in XML.
                String why = failure == null
                        ? "HTTP " + answer.status()
                        : String.valueOf(AsyncFailure.cause(failure).getMessage());
                throw new LookupFailedException(
                        Reply.none("the configuration set publishes its events to " + topic.arn()
                                + ", but SNS does not subscribe this daemon (" + why
                                + "); give the key the right sns:Subscribe, or subscribe " + url + " in SNS"),
                        false);
            }
            return answer;
        });
    }

    private CompletionStage<Answer> call(AmazonSesRequestSigner signer, HttpMethod method, String path, byte[] body) {
        return signer.signed(method, path, body, TIMEOUT).thenCompose(request -> http.call(request, body));
    }

    private static Answer require(Answer answer) {
        if (!answer.isSuccess()) {
            Optional<AmazonSesError> error = AmazonSesError.of(answer);
            throw new LookupFailedException(
                    new Reply(answer.status(), error.map(AmazonSesError::text).orElse("HTTP " + answer.status())),
                    false);
        }
        return answer;
    }
}
