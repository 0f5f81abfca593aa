package io.mailsender.provider.adapter;

import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.HttpProvider;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.OutcomeLookup;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.Reply;
import io.mailsender.provider.SenderPolicy;
import io.mailsender.provider.VendorReply;
import io.mailsender.provider.event.EventSource;
import io.mailsender.provider.event.ReportReader;
import io.mailsender.provider.event.SharedSecret;
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
 * Mailjet, Send API v3.1 (<a href="https://dev.mailjet.com/email/guides/send-api-v31/">POST /v3.1/send</a>). Each request has one
 * message, so an answer is about that message only.
 *
 * <pre>{@code
 * mailjet:
 *   kind: mailjet
 *   api-key: ${MAILJET_API_KEY}
 *   secret-key: ${MAILJET_SECRET_KEY}
 *   region: default
 *   from: shop@example.com
 *   from-domains: [example.com]
 *   sandbox-mode: false
 *   event-secret: ${MAILJET_EVENT_SECRET}
 *   endpoint: https://api.mailjet.com
 * }</pre>
 */
@EachBean(Mailjet.Settings.class)
public final class Mailjet extends HttpProvider {

    private static final String KIND = "mailjet";

    private final Settings settings;
    private final String endpoint;
    private final AccountLookup account;
    private final OutcomeLookup outcomeLookup;
    private final Optional<EventSource> events;

    Mailjet(Settings settings, ProviderHttp http) {
        super(settings.name(), KIND, new SenderPolicy(settings.from(), settings.fromDomains()), http);
        this.settings = settings;
        this.endpoint = base(settings.endpointOrDefault());
        MailjetRest rest = new MailjetRest(settings, endpoint, http);
        this.account = new MailjetAccount(settings, rest);
        this.outcomeLookup = new MailjetOutcomeLookup(rest);
        this.events = SharedSecret.of(settings.eventSecret())
                .map(secret ->
                        new MailjetEvents(new ReportReader(name(), secret), new MailjetRegistration(rest, secret)));
    }

    @Override
    public Optional<EventSource> events() {
        return events;
    }

    @Override
    protected CompletionStage<Outcome> attempt(Message message, Envelope envelope, Mailbox sender, Duration timeout) {
        MailjetRequestBody mail = new MailjetRequestBody(message, envelope, sender);
        Optional<String> obstacle = mail.obstacle();
        if (obstacle.isPresent()) {
            return unsupported(obstacle.get());
        }
        byte[] body = mail.write(settings.sandboxMode());
        if (body.length > MailjetRequestBody.MAX_BODY) {
            return unsupported("the message is larger than 15 MB");
        }
        HttpRequest<?> request = HttpRequest.POST(endpoint + "/v3.1/send", null)
                .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                .basicAuth(settings.apiKey(), settings.secretKey());
        return post(request, body, timeout);
    }

    /** Mailjet's 2xx can also refuse the message. In sandbox mode, an accepted one has no id. */
    @Override
    protected Optional<Outcome> accepted(Answer answer, Reply reply) {
        MailjetAnswer read = MailjetAnswer.of(answer);
        if (read.isAccepted()) {
            return Optional.of(new Sent(reply, read.id().orElse(null)));
        }
        return read.error().flatMap(error -> error.outcome(answer, settings.from()));
    }

    @Override
    protected VendorReply read(Answer answer) {
        return MailjetAnswer.of(answer)
                .error()
                .map(error -> error.vendorReply(answer, settings.from()))
                .orElse(VendorReply.UNREADABLE);
    }

    @Override
    public Optional<AccountLookup> account() {
        return Optional.of(account);
    }

    @Override
    public Optional<OutcomeLookup> outcomeLookup() {
        // In sandbox mode nothing is sent, so nothing is found.
        return settings.sandboxMode() ? Optional.empty() : Optional.of(outcomeLookup);
    }

    /** The location of an account's data. */
    public enum Region {
        DEFAULT,
        US
    }

    /**
     * The settings of one account.
     *
     * @param apiKey the public key of the account or of a sub-account
     * @param secretKey the private key that belongs to it
     * @param region where the account was opened
     * @param from the default sender address
     * @param fromDomains other domains that a caller may send from
     * @param sandboxMode whether Mailjet checks and accepts a message without sending it ({@code SandboxMode})
     * @param eventSecret what Mailjet sends with its reports; {@code null} if it sends none
     * @param endpoint replaces the region's
     */
    @EachProperty("providers.mailjet")
    public record Settings(
            String name,
            @NotBlank String apiKey,
            @NotBlank String secretKey,
            @Bindable(defaultValue = "default") Region region,
            @NotBlank String from,
            @Nullable List<String> fromDomains,
            @Bindable(defaultValue = "false") boolean sandboxMode,

            @Nullable @Pattern(regexp = SharedSecret.PATTERN, message = SharedSecret.RULE)
            String eventSecret,

            @Nullable URI endpoint) {

        URI endpointOrDefault() {
            return endpoint != null
                    ? endpoint
                    : URI.create(region == Region.US ? "https://api.us.mailjet.com" : "https://api.mailjet.com");
        }

        /** Without the keys. */
        @Override
        public String toString() {
            return "Mailjet.Settings[name=" + name + ", region=" + region + ", from=" + from + ", endpoint=" + endpoint
                    + "]";
        }
    }
}
