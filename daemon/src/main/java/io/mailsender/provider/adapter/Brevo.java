package io.mailsender.provider.adapter;

import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.HttpProvider;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.ProviderHttp;
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
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Brevo, API v3 (<a href="https://developers.brevo.com/reference/send-transac-email">POST /v3/smtp/email</a>).
 *
 * <pre>{@code
 * brevo:
 *   kind: brevo
 *   api-key: ${BREVO_API_KEY}
 *   from: shop@example.com
 *   from-domains: [example.com]
 *   sandbox-mode: false
 *   event-secret: ${BREVO_EVENT_SECRET}
 *   endpoint: https://api.brevo.com
 * }</pre>
 */
@EachBean(Brevo.Settings.class)
public final class Brevo extends HttpProvider {

    private static final String KIND = "brevo";

    private final Settings settings;
    private final String url;
    private final AccountLookup account;
    private final SuppressionList suppressions;
    private final Optional<EventSource> events;

    Brevo(Settings settings, ProviderHttp http) {
        super(settings.name(), KIND, new SenderPolicy(settings.from(), settings.fromDomains()), http);
        this.settings = settings;
        String endpoint = base(settings.endpointOrDefault());
        this.url = endpoint + "/v3/smtp/email";
        this.account = new BrevoAccount(settings, endpoint, http);
        BrevoRest rest = new BrevoRest(settings, endpoint, new LookupHttp(http));
        this.suppressions = new BrevoSuppressionList(rest);
        this.events = SharedSecret.of(settings.eventSecret())
                .map(secret -> new BrevoEvents(new ReportReader(name(), secret), new BrevoRegistration(rest, secret)));
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
    protected CompletionStage<Outcome> attempt(Message message, Envelope envelope, Mailbox sender, Duration timeout) {
        BrevoRequestBody mail = new BrevoRequestBody(message, envelope, sender);
        Optional<String> obstacle = mail.obstacle();
        if (obstacle.isPresent()) {
            return unsupported(obstacle.get());
        }
        byte[] body = mail.write(settings.sandboxMode());
        if (body.length > BrevoRequestBody.MAX_BODY) {
            return unsupported("the message is larger than 20 MB");
        }
        HttpRequest<?> request = HttpRequest.POST(url, null)
                .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .header("api-key", settings.apiKey());
        return post(request, body, timeout);
    }

    @Override
    protected Optional<String> acceptedId(Answer answer) {
        return answer.text("messageId");
    }

    @Override
    protected VendorReply read(Answer answer) {
        return answer.text("message")
                .map(text -> new BrevoError(answer.text("code").orElse(""), text).vendorReply(answer, settings.from()))
                .orElse(VendorReply.UNREADABLE);
    }

    @Override
    public Optional<AccountLookup> account() {
        return Optional.of(account);
    }

    /**
     * The settings of one account.
     *
     * @param apiKey an API key (not an SMTP key), which begins with {@code xkeysib-}
     * @param from the default sender address
     * @param fromDomains other domains that a caller may send from
     * @param sandboxMode whether Brevo checks and accepts a message without sending it ({@code X-Sib-Sandbox})
     * @param eventSecret what Brevo sends with its reports; {@code null} if it sends none
     * @param endpoint replaces Brevo's
     */
    @EachProperty("providers.brevo")
    public record Settings(
            String name,
            @NotBlank String apiKey,
            @NotBlank String from,
            @Nullable List<String> fromDomains,
            @Bindable(defaultValue = "false") boolean sandboxMode,

            @Nullable @Pattern(regexp = SharedSecret.PATTERN, message = SharedSecret.RULE)
            String eventSecret,

            @Nullable URI endpoint) {

        URI endpointOrDefault() {
            return endpoint != null ? endpoint : URI.create("https://api.brevo.com");
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "Brevo.Settings[name=" + name + ", from=" + from + ", endpoint=" + endpoint + "]";
        }
    }
}
