package io.mailsender.provider.adapter;

import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Original;
import io.mailsender.original.SevenBitMail;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.HttpProvider;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.Reply;
import io.mailsender.provider.SenderPolicy;
import io.mailsender.provider.VendorReply;
import io.mailsender.provider.event.EventSource;
import io.mailsender.provider.event.ReportReader;
import io.mailsender.provider.event.SharedSecret;
import io.mailsender.provider.event.SuppressionList;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpRequest;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * SparkPost (<a href="https://developers.sparkpost.com/api/transmissions/">POST /api/v1/transmissions</a>). A repeated request with
 * the same Idempotency-Key sends no second mail within 24 hours.
 *
 * <pre>{@code
 * sparkpost:
 *   kind: sparkpost
 *   api-key: ${SPARKPOST_API_KEY}
 *   region: us
 *   from: shop@example.com
 *   from-domains: [example.com]
 *   event-secret: ${SPARKPOST_EVENT_SECRET}
 *   endpoint: https://api.sparkpost.com
 * }</pre>
 */
@EachBean(Sparkpost.Settings.class)
public final class Sparkpost extends HttpProvider {

    private static final String KIND = "sparkpost";

    /** Sent for sending limits, besides 429. */
    private static final int LIMIT_EXCEEDED = 420;

    /** An hour less than SparkPost keeps a key, since clocks differ. */
    private static final Duration IDEMPOTENCY_WINDOW = Duration.ofHours(23);

    private final Settings settings;
    private final String base;
    private final SparkpostErrorTable errors;
    private final AccountLookup account;
    private final SuppressionList suppressions;
    private final Optional<EventSource> events;

    Sparkpost(Settings settings, ProviderHttp http) {
        super(settings.name(), KIND, settings.senderPolicy(), http);
        this.settings = settings;
        this.base = base(settings.endpointOrDefault()) + "/api/v1";
        this.errors = new SparkpostErrorTable(settings.senderPolicy());
        this.account = new SparkpostAccount(
                new LookupHttp(http),
                path -> authorized(HttpRequest.GET(base + path)),
                settings.senderPolicy().senderDomains());
        SparkpostRest rest = new SparkpostRest(settings.apiKey(), base, new LookupHttp(http));
        this.suppressions = new SparkpostSuppressionList(rest);
        this.events = SharedSecret.of(settings.eventSecret())
                .map(secret ->
                        new SparkpostEvents(new ReportReader(name(), secret), new SparkpostRegistration(rest, secret)));
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
    public Optional<AccountLookup> account() {
        return Optional.of(account);
    }

    @Override
    public Optional<Duration> idempotencyWindow() {
        return Optional.of(IDEMPOTENCY_WINDOW);
    }

    @Override
    protected boolean takes(Original original, boolean whole) {
        return SevenBitMail.of(original).isPresent();
    }

    @Override
    protected CompletionStage<Outcome> attempt(Message message, Envelope envelope, Mailbox sender, Duration timeout) {
        SparkpostRequestBody mail = new SparkpostRequestBody(message, envelope, sender);
        Optional<String> obstacle = mail.obstacle();
        if (obstacle.isPresent()) {
            return unsupported(obstacle.get());
        }
        HttpRequest<?> request = authorized(HttpRequest.POST(base + "/transmissions", null))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header("Idempotency-Key", envelope.idempotencyKey(message));
        return post(request, mail.write(), timeout);
    }

    private <T> MutableHttpRequest<T> authorized(MutableHttpRequest<T> request) {
        return request.accept(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.USER_AGENT, "mail-sender")
                .header(HttpHeaders.AUTHORIZATION, settings.apiKey());
    }

    @Override
    protected Optional<Outcome> accepted(Answer answer, Reply reply) {
        return SparkpostResult.of(answer).map(results -> results.outcome(reply));
    }

    @Override
    protected VendorReply read(Answer answer) {
        return errors.read(answer);
    }

    @Override
    protected boolean isThrottled(int status) {
        return status == LIMIT_EXCEEDED || super.isThrottled(status);
    }

    /** The location of an account. The regions share nothing. */
    public enum Region {
        US,
        EU
    }

    /**
     * The settings of one account or subaccount.
     *
     * @param apiKey a key with the right "Transmissions: Read/Write"; look-ups also need "Account: Read" and "Sending Domains: Read"
     * @param region the region of the account
     * @param from the default sender address, at a verified sending domain
     * @param fromDomains other sending domains that a caller may send from
     * @param eventSecret what SparkPost sends with its reports; {@code null} if it sends none
     * @param endpoint replaces the region's, for example that of an Enterprise account
     */
    @EachProperty("providers.sparkpost")
    public record Settings(
            String name,
            @NotBlank String apiKey,
            @Bindable(defaultValue = "us") Region region,
            @NotBlank String from,
            @Nullable List<String> fromDomains,

            @Nullable @Pattern(regexp = SharedSecret.PATTERN, message = SharedSecret.RULE)
            String eventSecret,

            @Nullable URI endpoint) {

        URI endpointOrDefault() {
            return endpoint != null
                    ? endpoint
                    : URI.create(region == Region.EU ? "https://api.eu.sparkpost.com" : "https://api.sparkpost.com");
        }

        SenderPolicy senderPolicy() {
            return new SenderPolicy(from, fromDomains);
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "Sparkpost.Settings[name=" + name + ", region=" + region + ", from=" + from + ", endpoint="
                    + endpoint + "]";
        }
    }
}
