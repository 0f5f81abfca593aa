package io.mailsender.provider.adapter;

import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.provider.AddressValidation;
import io.mailsender.provider.SenderPolicy;
import io.mailsender.provider.HttpProvider;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.Reply;
import io.mailsender.provider.RetryAfter;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.http.HttpMethod;
import io.micronaut.json.JsonMapper;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Amazon SES, API v2 (SendEmail). Requests are signed by AWS's own signer with credentials of AWS's own chain; the HTTP is the
 * same as for every other provider, since the SDK's sends a mail up to four times.
 */
@EachBean(AmazonSes.Settings.class)
public final class AmazonSes extends HttpProvider {

    private static final String KIND = "amazon-ses";
    private static final String PATH = "/v2/email/outbound-emails";

    /** SES takes 40 MB with everything in base64. */
    private static final int MAX_BODY = 40_000_000;

    private final Settings settings;
    private final AmazonSesCredentialsCache credentials;
    private final AmazonSesRequestSigner requests;
    private final AmazonSesJson json;
    private final AddressValidation validation;

    AmazonSes(
            Settings settings,
            ProviderHttp http,
            JsonMapper mapper,
            @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        super(settings.name(), KIND, new SenderPolicy(settings.from(), settings.fromDomains()), http);
        this.settings = settings;
        this.credentials = new AmazonSesCredentialsCache(settings.credentials(), blocking, Clock.systemUTC());
        String region = settings.regionOrDefault();
        this.requests = new AmazonSesRequestSigner(settings.endpointIn(region), region, credentials);
        this.json = new AmazonSesJson(mapper);
        this.validation = new AmazonSesValidation(requests, http, json);
    }

    @Override
    public Optional<AddressValidation> validation() {
        return Optional.of(validation);
    }

    @Override
    protected CompletionStage<Outcome> attempt(Message message, Envelope envelope, Mailbox sender, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        byte[] body = new AmazonSesRequestBody(message, envelope, sender)
                .write(AmazonSesTagMapper.of(message), settings.configurationSet());
        if (body.length > MAX_BODY) {
            return unsupported("larger than 40 MB");
        }
        return requests.signed(HttpMethod.POST, PATH, body, timeout)
                .handle((request, failure) -> failure == null
                        ? post(request, body, Duration.ofNanos(Math.max(1, end - System.nanoTime())))
                        : noCredentials())
                .thenCompose(Function.identity());
    }

    @Override
    protected Optional<String> acceptedId(Answer answer) {
        return json.read(answer).get("MessageId") instanceof String id ? Optional.of(id) : Optional.empty();
    }

    @Override
    protected Said read(Answer answer) {
        return json.error(answer)
                .map(error -> new Said(error.text(), reply -> verdict(answer, error, reply)))
                .orElseGet(() -> new Said(null, reply -> Optional.empty()));
    }

    private Optional<Outcome> verdict(Answer answer, AmazonSesError error, Reply reply) {
        if (error.isAboutCredentials()) {
            credentials.forget();
        }
        if (error.isUnverified()) {
            // A sandbox's one recipient, or a sender of a caller's choice, must not bench the provider for all.
            Cause cause = error.namesUnverified(from().own()) ? Cause.ACCOUNT : Cause.UNSUPPORTED;
            return Optional.of(new Unavailable(cause, reply));
        }
        if (error.isAboutAccount()) {
            return Optional.of(new Unavailable(Cause.ACCOUNT, reply));
        }
        if (error.isThrottling()) {
            Duration retryAfter = RetryAfter.of(answer.headers(), Clock.systemUTC());
            return Optional.of(new Unavailable(Cause.THROTTLED, reply, retryAfter));
        }
        if (error.isUnknown()) {
            return Optional.of(new Unknown(reply));
        }
        return error.isRejection() ? Optional.of(new Rejected(reply)) : Optional.empty();
    }

    private static CompletionStage<Outcome> noCredentials() {
        return CompletableFuture.completedFuture(
                new Unavailable(Cause.ACCOUNT, Reply.none(AmazonSesCredentialsCache.MISSING)));
    }

    /**
     * A block under {@code providers.amazon-ses}.
     *
     * @param region where the identities are; by default what AWS's own tools would take ({@code AWS_REGION}, the profile, the
     *     instance)
     * @param from the sender address, an identity that is verified there
     * @param fromDomains other verified domains that a caller may send from
     * @param endpoint instead of AWS's
     * @param fips whether to use the FIPS 140 endpoint; by default {@code AWS_USE_FIPS_ENDPOINT}
     * @param dualstack whether to use the endpoint that has IPv6 too; by default {@code AWS_USE_DUALSTACK_ENDPOINT}
     * @param configurationSet what SES publishes events by
     * @param accessKeyId by default AWS's chain: environment, web identity, profile, container, instance
     */
    @EachProperty("providers.amazon-ses")
    public record Settings(
            String name,

            @Nullable @Pattern(regexp = REGION, message = NOT_A_REGION)
            String region,

            @NotBlank String from,
            @Nullable List<String> fromDomains,
            @Nullable URI endpoint,
            @Nullable Boolean fips,
            @Nullable Boolean dualstack,
            @Nullable String configurationSet,
            @Nullable String accessKeyId,
            @Nullable String secretAccessKey,
            @Nullable String sessionToken) {

        private static final String REGION = "[a-z0-9-]+";
        private static final String NOT_A_REGION = "must be a region's code, such as eu-west-1";

        public Settings {
            if ((accessKeyId == null) != (secretAccessKey == null) || (sessionToken != null && accessKeyId == null)) {
                throw new IllegalArgumentException(
                        "access-key-id and secret-access-key are needed together, and both with a session-token");
            }
            if (Stream.of(accessKeyId, secretAccessKey, sessionToken).anyMatch(s -> s != null && s.isBlank())) {
                throw new IllegalArgumentException(
                        "access-key-id, secret-access-key and session-token may not be blank");
            }
            if (endpoint != null && endpoint.getHost() == null) {
                throw new IllegalArgumentException(
                        "endpoint: a host with an underscore cannot be signed for; use another name, or its address");
            }
        }

        String regionOrDefault() {
            if (region != null) {
                return region;
            }
            try {
                String found = new DefaultAwsRegionProviderChain().getRegion().id();
                if (!found.matches(REGION)) {
                    throw new IllegalArgumentException("region of AWS's environment: " + NOT_A_REGION);
                }
                return found;
            } catch (SdkClientException e) {
                throw new IllegalArgumentException("region is missing, and AWS_REGION is not set either", e);
            }
        }

        URI endpointIn(String region) {
            return endpoint != null
                    ? endpoint
                    : AmazonSesRequestSigner.endpoint(
                            region,
                            isOn(fips, SdkSystemSetting.AWS_USE_FIPS_ENDPOINT),
                            isOn(dualstack, SdkSystemSetting.AWS_USE_DUALSTACK_ENDPOINT));
        }

        private static boolean isOn(@Nullable Boolean setting, SdkSystemSetting otherwise) {
            return setting != null ? setting : otherwise.getBooleanValue().orElse(false);
        }

        AwsCredentialsProvider credentials() {
            if (accessKeyId == null || secretAccessKey == null) {
                return DefaultCredentialsProvider.builder().build();
            }
            return StaticCredentialsProvider.create(
                    sessionToken == null
                            ? AwsBasicCredentials.create(accessKeyId, secretAccessKey)
                            : AwsSessionCredentials.create(accessKeyId, secretAccessKey, sessionToken));
        }

        /** Without the secrets. */
        @Override
        public String toString() {
            return "AmazonSes.Settings[name=" + name + ", region=" + region + ", from=" + from + ", endpoint="
                    + endpoint + "]";
        }
    }
}
