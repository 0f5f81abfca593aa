package io.mailsender.provider.adapter;

import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Original;
import io.mailsender.original.SevenBitMail;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.AddressValidation;
import io.mailsender.provider.HttpProvider;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.Reply;
import io.mailsender.provider.RetryAfter;
import io.mailsender.provider.SenderPolicy;
import io.mailsender.provider.TagMapper;
import io.mailsender.provider.VendorReply;
import io.mailsender.provider.event.EventSource;
import io.mailsender.provider.event.SuppressionList;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.http.HttpMethod;
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

/**
 * Amazon SES, API v2 (<a href="https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html">SendEmail</a>). AWS's SDK
 * signs the requests and finds the credentials. It does not send them: by default it would repeat a request up to four times.
 *
 * <pre>{@code
 * amazon_ses:
 *   kind: amazon-ses
 *   region: eu-west-1
 *   from: noreply@example.com
 *   from-domains: [example.com]
 *   configuration-set: events
 *   event-topics: [arn:aws:sns:eu-west-1:123456789012:ses-events]
 *   access-key-id: ${AWS_SES_ACCESS_KEY_ID}
 *   secret-access-key: ${AWS_SES_SECRET_ACCESS_KEY}
 *   session-token: ${AWS_SES_SESSION_TOKEN}
 *   fips: false
 *   dualstack: false
 *   endpoint: https://email.eu-west-1.amazonaws.com
 * }</pre>
 */
@EachBean(AmazonSes.Settings.class)
public final class AmazonSes extends HttpProvider {

    private static final String PATH = "/v2/email/outbound-emails";

    /** The limit of SES, which counts attachments in base64. */
    private static final int MAX_BODY = 40_000_000;

    private final Settings settings;
    private final AmazonSesCredentialsCache credentials;
    private final AmazonSesRequestSigner signer;
    private final AddressValidation validation;
    private final AccountLookup account;
    private final Optional<EventSource> events;
    private final SuppressionList suppressions;

    AmazonSes(Settings settings, ProviderHttp http, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        super(settings.name(), "amazon-ses", new SenderPolicy(settings.from(), settings.fromDomains()), http);
        this.settings = settings;
        AmazonSesEnvironment environment = new AmazonSesEnvironment(settings);
        this.credentials = new AmazonSesCredentialsCache(environment.credentials(), blocking, Clock.systemUTC());
        String region = environment.region();
        this.signer = new AmazonSesRequestSigner(base(environment.endpoint(region)), region, credentials);
        LookupHttp lookup = new LookupHttp(http);
        this.validation = new AmazonSesValidation(signer, lookup);
        this.account = new AmazonSesAccount(senderPolicy().orElseThrow(), signer, lookup);
        this.events = AmazonSesEvents.of(settings, signer, credentials, lookup);
        this.suppressions = new AmazonSesSuppressions(signer, lookup);
    }

    @Override
    public Optional<EventSource> events() {
        return events;
    }

    @Override
    public Optional<SuppressionList> suppressions() {
        return Optional.of(suppressions);
    }

    @Override
    public Optional<AddressValidation> validation() {
        return Optional.of(validation);
    }

    @Override
    public Optional<AccountLookup> account() {
        return Optional.of(account);
    }

    @Override
    protected boolean takes(Original original, boolean whole) {
        return SevenBitMail.of(original).isPresent();
    }

    @Override
    protected CompletionStage<Outcome> attempt(Message message, Envelope envelope, Mailbox sender, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        byte[] body = new AmazonSesRequestBody(message, envelope, sender)
                .write(TagMapper.of(message), settings.configurationSet());
        if (body.length > MAX_BODY) {
            return unsupported("the message is larger than 40 MB");
        }
        return signer.signed(HttpMethod.POST, PATH, body, timeout)
                .handle((request, failure) -> failure == null
                        ? post(request, body, Duration.ofNanos(Math.max(1, end - System.nanoTime())))
                        : noCredentials())
                .thenCompose(Function.identity());
    }

    @Override
    protected Optional<String> acceptedId(Answer answer) {
        return answer.text("MessageId");
    }

    @Override
    protected VendorReply read(Answer answer) {
        return AmazonSesError.of(answer)
                .map(error -> new VendorReply(error.text(), reply -> verdict(answer, error, reply)))
                .orElse(VendorReply.UNREADABLE);
    }

    private Optional<Outcome> verdict(Answer answer, AmazonSesError error, Reply reply) {
        if (error.isAboutCredentials()) {
            credentials.forget();
        }
        if (error.isUnverified()) {
            // One recipient of a sandbox, or one caller's sender, must not make the provider rest for all messages.
            Cause cause = sender().filter(error::namesUnverified).isPresent() ? Cause.ACCOUNT : Cause.UNSUPPORTED;
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
     * The settings of one account.
     *
     * @param region the region of the identities; by default AWS's region chain: {@code AWS_REGION}, profile, instance
     * @param from the default sender address, a verified identity in the region
     * @param fromDomains other verified domains that a caller may send from
     * @param endpoint replaces the region's
     * @param fips whether to use the FIPS 140 endpoint; by default {@code AWS_USE_FIPS_ENDPOINT}
     * @param dualstack whether to use the endpoint with IPv6; by default {@code AWS_USE_DUALSTACK_ENDPOINT}
     * @param configurationSet the SES configuration set
     * @param eventTopics the ARNs of the SNS topics whose events are read; without them none are
     * @param accessKeyId by default AWS's credentials chain: environment, web identity, profile, container, instance
     */
    @EachProperty("providers.amazon-ses")
    public record Settings(
            String name,

            @Nullable @Pattern(regexp = AmazonSesEnvironment.REGION, message = AmazonSesEnvironment.NOT_A_REGION)
            String region,

            @NotBlank String from,
            @Nullable List<String> fromDomains,
            @Nullable URI endpoint,
            @Nullable Boolean fips,
            @Nullable Boolean dualstack,
            @Nullable String configurationSet,
            @Nullable List<String> eventTopics,
            @Nullable String accessKeyId,
            @Nullable String secretAccessKey,
            @Nullable String sessionToken) {

        /** @throws IllegalArgumentException if the keys are incomplete or blank, or the endpoint has an underscore */
        public Settings {
            if ((accessKeyId == null) != (secretAccessKey == null) || (sessionToken != null && accessKeyId == null)) {
                throw new IllegalArgumentException(
                        "access-key-id and secret-access-key are needed together, and both with a session-token");
            }
            if (Stream.of(accessKeyId, secretAccessKey, sessionToken).anyMatch(s -> s != null && s.isBlank())) {
                throw new IllegalArgumentException(
                        "access-key-id, secret-access-key and session-token must not be blank");
            }
            if (endpoint != null && endpoint.getHost() == null) {
                throw new IllegalArgumentException(
                        "endpoint: a host with an underscore cannot be used in a signed request; use another name or an address");
            }
        }

        /** Without the secrets. */
        @Override
        public String toString() {
            return "AmazonSes.Settings[name=" + name + ", region=" + region + ", from=" + from + ", endpoint="
                    + endpoint + "]";
        }
    }
}
