package io.mailsender.provider.adapter;

import static io.mailsender.provider.ErrorTable.code;
import static io.mailsender.provider.ErrorTable.status;
import static io.mailsender.provider.ErrorTable.text;

import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.ErrorTable;
import io.mailsender.provider.HttpProvider;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.SenderPolicy;
import io.mailsender.provider.VendorReply;
import io.mailsender.provider.Verdict;
import io.mailsender.provider.event.EventRegistration;
import io.mailsender.provider.event.EventSource;
import io.mailsender.provider.event.SuppressionList;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpRequest;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Resend (<a href="https://resend.com/docs/api-reference/emails/send-email">POST /emails</a>). A repeated request with the same
 * Idempotency-Key sends no second mail within 24 hours.
 *
 * <pre>{@code
 * resend:
 *   kind: resend
 *   api-key: ${RESEND_API_KEY}
 *   from: shop@example.com
 *   from-domains: [example.com]
 *   event-secret: ${RESEND_EVENT_SECRET}
 *   endpoint: https://api.resend.com
 * }</pre>
 */
@EachBean(Resend.Settings.class)
public final class Resend extends HttpProvider {

    private static final String KIND = "resend";

    /** An hour less than Resend keeps a key, since clocks differ. */
    private static final Duration IDEMPOTENCY_WINDOW = Duration.ofHours(23);

    private final Settings settings;
    private final String base;
    private final ErrorTable errors;
    private final AccountLookup account;
    private final Optional<EventSource> events;
    private final EventRegistration webhook;
    private final SuppressionList suppressions;

    Resend(Settings settings, ProviderHttp http) {
        super(settings.name(), KIND, settings.senderPolicy(), http);
        this.settings = settings;
        this.base = base(settings.endpointOrDefault());
        this.errors = errors(settings.senderPolicy().own().domain());
        LookupHttp lookup = new LookupHttp(http);
        this.account = new ResendAccount(
                lookup,
                path -> authorized(HttpRequest.GET(base + path)),
                settings.senderPolicy().senderDomains());
        this.events = Optional.ofNullable(settings.eventSecret()).map(key -> new ResendEvents(settings.name(), key));
        this.webhook = new ResendWebhook(base, this::authorized, events.isPresent(), lookup);
        this.suppressions = new ResendSuppressions(base, this::authorized, lookup);
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
    public Optional<Duration> idempotencyWindow() {
        return Optional.of(IDEMPOTENCY_WINDOW);
    }

    @Override
    protected CompletionStage<Outcome> attempt(Message message, Envelope envelope, Mailbox sender, Duration timeout) {
        ResendRequestBody mail = new ResendRequestBody(message, envelope, sender);
        Optional<String> obstacle = mail.obstacle();
        if (obstacle.isPresent()) {
            return unsupported(obstacle.get());
        }
        byte[] body = mail.write();
        if (body.length > ResendRequestBody.MAX_BODY) {
            return unsupported("the message is larger than 40 MB");
        }
        HttpRequest<?> request = authorized(HttpRequest.POST(base + "/emails", null))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header("Idempotency-Key", envelope.idempotencyKey(message));
        return post(request, body, timeout);
    }

    private <T> MutableHttpRequest<T> authorized(MutableHttpRequest<T> request) {
        // Without a User-Agent, Resend answers 403 with "error code: 1010".
        return request.accept(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.USER_AGENT, "mail-sender")
                .bearerAuth(settings.apiKey());
    }

    @Override
    protected Optional<String> acceptedId(Answer answer) {
        return answer.text("id");
    }

    @Override
    protected VendorReply read(Answer answer) {
        Optional<String> name = answer.text("name");
        Optional<String> text = answer.text("message");
        return name.isPresent() && text.isPresent()
                ? errors.reply(answer, name.get(), text.get())
                : VendorReply.UNREADABLE;
    }

    /**
     * The codes whose meaning differs from that of their status (https://resend.com/docs/api-reference/errors). One caller's sender or
     * one recipient must not make the provider rest for all messages.
     */
    private static ErrorTable errors(String ownDomain) {
        return ErrorTable.of(
                text(400, "API key is invalid", Verdict.ACCOUNT),
                text(403, "The " + ownDomain + " domain is not verified", Verdict.ACCOUNT),
                text(403, "domain is not verified", Verdict.UNSUPPORTED),
                text(403, "not authorized to send emails from " + ownDomain, Verdict.ACCOUNT),
                text(403, "not authorized to send emails from", Verdict.UNSUPPORTED),
                text(403, "only send testing emails to your own", Verdict.UNSUPPORTED),
                // Other vendors are less strict: with an empty subject, a type of attachment, a sender's name.
                code("missing_required_field", Verdict.UNSUPPORTED),
                code("missing_required_parameter", Verdict.UNSUPPORTED),
                code("invalid_attachment", Verdict.UNSUPPORTED),
                code("invalid_from_address", Verdict.UNSUPPORTED),
                // The documents do not say if it is about the content or the account.
                code("security_error", Verdict.UNSUPPORTED),
                // A proxy changed the key.
                code("invalid_idempotency_key", Verdict.UNSUPPORTED),
                code("invalid_access", Verdict.ACCOUNT),
                code("invalid_region", Verdict.ACCOUNT),
                code("invalid_scope", Verdict.ACCOUNT),
                status(405, Verdict.ACCOUNT),
                // An earlier attempt with this key still runs, or had another body; either way it may have been sent.
                status(409, Verdict.UNKNOWN),
                code("daily_quota_exceeded", Verdict.ACCOUNT),
                code("monthly_quota_exceeded", Verdict.ACCOUNT));
    }

    /**
     * The settings of one account.
     *
     * @param apiKey a key; one restricted to sending is enough, but the state of the domains cannot be looked up with it
     * @param from the default sender address, at a verified domain
     * @param fromDomains other verified domains that a caller may send from
     * @param eventSecret the signing secret of the webhook; without it no events are read
     * @param endpoint replaces Resend's
     */
    @EachProperty("providers.resend")
    public record Settings(
            String name,
            @NotBlank String apiKey,
            @NotBlank String from,
            @Nullable List<String> fromDomains,
            @Nullable String eventSecret,
            @Nullable URI endpoint) {

        URI endpointOrDefault() {
            return endpoint != null ? endpoint : URI.create("https://api.resend.com");
        }

        SenderPolicy senderPolicy() {
            return new SenderPolicy(from, fromDomains);
        }

        /** Without the key and the secret. */
        @Override
        public String toString() {
            return "Resend.Settings[name=" + name + ", from=" + from + ", endpoint=" + endpoint + "]";
        }
    }
}
