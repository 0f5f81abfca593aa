package io.mailsender.provider.adapter;

import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.HttpProvider;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.Reply;
import io.mailsender.provider.SenderPolicy;
import io.mailsender.provider.VendorReply;
import io.mailsender.provider.event.EventRegistration;
import io.mailsender.provider.event.EventSource;
import io.mailsender.provider.event.SuppressionList;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Twilio SendGrid, API v3 (<a href="https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send">POST
 * /v3/mail/send</a>). A recipient that SendGrid suppresses is accepted, and dropped later.
 *
 * <pre>{@code
 * sendgrid:
 *   kind: sendgrid
 *   api-key: ${SENDGRID_API_KEY}
 *   region: us
 *   from: shop@example.com
 *   from-domains: [example.com]
 *   sandbox-mode: false
 *   event-public-key: MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
 *   endpoint: https://api.sendgrid.com
 * }</pre>
 */
@EachBean(Sendgrid.Settings.class)
public final class Sendgrid extends HttpProvider {

    private static final String KIND = "sendgrid";

    /** SendGrid's limit, attachments in base64 included. */
    private static final int MAX_BODY = 30_000_000;

    private final Settings settings;
    private final String url;
    private final AccountLookup account;
    private final Optional<EventSource> events;
    private final EventRegistration webhook;
    private final SuppressionList suppressions;

    Sendgrid(Settings settings, ProviderHttp http) {
        super(settings.name(), KIND, new SenderPolicy(settings.from(), settings.fromDomains()), http);
        this.settings = settings;
        String base = base(settings.endpointOrDefault());
        this.url = base + "/v3/mail/send";
        LookupHttp lookup = new LookupHttp(http);
        this.account = new SendgridAccount(settings, senderPolicy().orElseThrow(), base, lookup);
        this.events =
                Optional.ofNullable(settings.eventPublicKey()).map(key -> new SendgridEvents(settings.name(), key));
        this.webhook = new SendgridWebhook(settings, base, lookup);
        this.suppressions = new SendgridSuppressions(settings, base, lookup);
    }

    @Override
    public Optional<EventSource> events() {
        return events;
    }

    @Override
    public Optional<EventRegistration> eventRegistration() {
        return Optional.of(webhook);
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
    protected CompletionStage<Outcome> attempt(Message message, Envelope envelope, Mailbox sender, Duration timeout) {
        SendgridRequestBody mail = new SendgridRequestBody(message, envelope, sender);
        Optional<String> obstacle = mail.obstacle();
        if (obstacle.isPresent()) {
            return unsupported(obstacle.get());
        }
        byte[] body = mail.write(settings.sandboxMode());
        if (body.length > MAX_BODY) {
            return unsupported("the message is larger than 30 MB");
        }
        // Without Accept, SendGrid answers 406.
        HttpRequest<?> request = HttpRequest.POST(url, null)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                .bearerAuth(settings.apiKey());
        return post(
                request,
                body,
                timeout,
                outcome -> SendgridError.isAboutSender(outcome) ? senderRefused(sender, outcome.reply()) : outcome);
    }

    @Override
    protected Optional<String> acceptedId(Answer answer) {
        return Optional.ofNullable(answer.headers().get("X-Message-Id"));
    }

    /** The body is empty. The id may be missing: always in the sandbox, and it was at times (sendgrid/docs#3855). */
    @Override
    protected Optional<Outcome> accepted(Answer answer, Reply reply) {
        return super.accepted(answer, reply)
                .or(() -> isWithoutId(answer) ? Optional.of(new Sent(reply, null)) : Optional.empty());
    }

    private boolean isWithoutId(Answer answer) {
        boolean named = Stream.of("Access-Control-Allow-Origin", "X-No-CORS-Reason")
                .anyMatch(name -> String.valueOf(answer.headers().get(name)).contains("sendgrid"));
        boolean sandbox = settings.sandboxMode() && answer.status() == 200;
        return String.valueOf(answer.body()).isBlank() && (sandbox || named && answer.status() == 202);
    }

    @Override
    protected VendorReply read(Answer answer) {
        return SendgridError.read(answer);
    }

    /** The location of an account's data. An EU key is one of an EU subuser. */
    public enum Region {
        US,
        EU
    }

    /**
     * The settings of one account.
     *
     * @param apiKey a key with the right "Mail Send"
     * @param region the region of the account or subuser that the key belongs to
     * @param from the default sender address, a verified sender or at an authenticated domain
     * @param fromDomains other authenticated domains that a caller may send from
     * @param sandboxMode whether SendGrid only checks a message, without delivering it
     * @param eventPublicKey the verification key of the signed event webhook; without it no events are read
     * @param endpoint replaces the region's
     */
    @EachProperty("providers.sendgrid")
    public record Settings(
            String name,

            @NotBlank @Pattern(regexp = "[!-~]*", message = "must be ASCII characters without spaces")
            String apiKey,

            @Bindable(defaultValue = "us") Region region,
            @NotBlank String from,
            @Nullable List<String> fromDomains,
            @Bindable(defaultValue = "false") boolean sandboxMode,
            @Nullable String eventPublicKey,
            @Nullable URI endpoint) {

        URI endpointOrDefault() {
            return endpoint != null
                    ? endpoint
                    : URI.create(region == Region.EU ? "https://api.eu.sendgrid.com" : "https://api.sendgrid.com");
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "Sendgrid.Settings[name=" + name + ", from=" + from + ", endpoint=" + endpoint + "]";
        }
    }
}
