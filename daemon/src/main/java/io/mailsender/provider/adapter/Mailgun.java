package io.mailsender.provider.adapter;

import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Original;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.HttpProvider;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.MultipartForm;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.Reply;
import io.mailsender.provider.RetryAfter;
import io.mailsender.provider.SenderPolicy;
import io.mailsender.provider.VendorReply;
import io.mailsender.provider.event.EventSource;
import io.mailsender.provider.event.SuppressionList;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Mailgun, API v3 (<a href="https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages">POST
 * /v3/{domain}/messages and messages.mime</a>).
 *
 * <pre>{@code
 * mailgun:
 *   kind: mailgun
 *   api-key: ${MAILGUN_API_KEY}
 *   domain: mg.example.com
 *   region: us
 *   from: shop@example.com
 *   from-domains: [example.com]
 *   test-mode: false
 *   event-signing-key: ${MAILGUN_SIGNING_KEY}
 *   endpoint: https://api.mailgun.net
 * }</pre>
 */
@EachBean(Mailgun.Settings.class)
public final class Mailgun extends HttpProvider {

    private static final String KIND = "mailgun";

    /** Texts of a 400 that concern the account and not the message. */
    private static final List<String> ABOUT_ACCOUNT = List.of(
            "is not allowed to send",
            "for test purposes only",
            "domain is unverified",
            "activate your Mailgun account");

    private static final String TRY_AGAIN = "try again after ";

    /** Mailgun sends it for a domain's limits, besides 429. */
    private static final int LIMIT_EXCEEDED = 420;

    private final Settings settings;
    private final String url;
    private final AccountLookup account;
    private final Optional<EventSource> events;
    private final SuppressionList suppressions;

    Mailgun(Settings settings, ProviderHttp http) {
        super(settings.name(), KIND, new SenderPolicy(settings.from(), settings.fromDomains()), http);
        this.settings = settings;
        String endpoint = base(settings.endpointOrDefault());
        this.url = endpoint + "/v3/" + settings.domain() + "/messages";
        LookupHttp lookup = new LookupHttp(http);
        this.account = new MailgunAccount(settings, endpoint, senderPolicy().orElseThrow(), lookup);
        this.events = Optional.ofNullable(settings.eventSigningKey())
                .map(key -> new MailgunEvents(settings.name(), key, new MailgunWebhook(settings, endpoint, lookup)));
        this.suppressions = new MailgunSuppressions(settings, endpoint, lookup);
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
    protected boolean takes(Original original, boolean whole) {
        return true;
    }

    @Override
    protected CompletionStage<Outcome> attempt(Message message, Envelope envelope, Mailbox sender, Duration timeout) {
        MailgunForm mail = new MailgunForm(message, envelope, sender);
        Optional<String> obstacle = mail.obstacle();
        if (obstacle.isPresent()) {
            return unsupported(obstacle.get());
        }
        MultipartForm form = mail.write(settings.testMode());
        HttpRequest<?> request = HttpRequest.POST(mail.isInFields() ? url : url + ".mime", null)
                .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CONTENT_TYPE, form.contentType())
                .basicAuth("api", settings.apiKey());
        return post(request, form.bytes(), timeout);
    }

    @Override
    protected Optional<String> acceptedId(Answer answer) {
        return answer.text("id");
    }

    @Override
    protected boolean isThrottled(int status) {
        return status == LIMIT_EXCEEDED || super.isThrottled(status);
    }

    @Override
    protected VendorReply read(Answer answer) {
        JsonNode body = answer.json();
        // The body of a 401 is a string; any other is an object.
        return answer.text("message")
                .or(() -> body.isString() ? Optional.of(body.getStringValue()) : Optional.empty())
                .map(text -> new VendorReply(text, reply -> verdict(answer, text, reply)))
                .orElse(VendorReply.UNREADABLE);
    }

    private static Optional<Outcome> verdict(Answer answer, String text, Reply reply) {
        int status = answer.status();
        int hint = text.indexOf(TRY_AGAIN);
        if ((status == 429 || status == LIMIT_EXCEEDED) && hint >= 0) {
            String when = text.substring(hint + TRY_AGAIN.length());
            return Optional.of(new Unavailable(Cause.THROTTLED, reply, retryAfter(when, answer)));
        }
        return status == 400 && ABOUT_ACCOUNT.stream().anyMatch(text::contains)
                ? Optional.of(new Unavailable(Cause.ACCOUNT, reply))
                : Optional.empty();
    }

    private static @Nullable Duration retryAfter(String when, Answer answer) {
        // "120 seconds", or an RFC 1123 date with UTC instead of GMT.
        return RetryAfter.parse(
                when.replace(" seconds", "").replace("UTC", "GMT"), answer.headers(), Clock.systemUTC());
    }

    /** The location of an account's data. The regions do not share messages, suppressions or domains. */
    public enum Region {
        US,
        EU
    }

    /**
     * The settings of one account.
     *
     * @param apiKey the account's key, or the domain's sending key
     * @param domain the sending domain, as Mailgun names it
     * @param region the region of the domain
     * @param from the default sender address
     * @param fromDomains other domains that a caller may send from
     * @param testMode whether Mailgun accepts, logs and charges a message without delivering it ({@code o:testmode})
     * @param eventSigningKey the account's HTTP webhook signing key; without it no events are read
     * @param endpoint replaces the region's
     */
    @EachProperty("providers.mailgun")
    public record Settings(
            String name,
            @NotBlank String apiKey,

            @NotBlank @Pattern(regexp = "[A-Za-z0-9.-]*", message = "must be a domain alone, such as mg.example.com")
            String domain,

            @Bindable(defaultValue = "us") Region region,
            @NotBlank String from,
            @Nullable List<String> fromDomains,
            @Bindable(defaultValue = "false") boolean testMode,

            @Nullable @Size(min = 1, message = "must not be empty")
            String eventSigningKey,

            @Nullable URI endpoint) {

        URI endpointOrDefault() {
            return endpoint != null
                    ? endpoint
                    : URI.create(region == Region.EU ? "https://api.eu.mailgun.net" : "https://api.mailgun.net");
        }

        /** Without the keys. */
        @Override
        public String toString() {
            return "Mailgun.Settings[name=" + name + ", domain=" + domain + ", from=" + from + ", endpoint=" + endpoint
                    + "]";
        }
    }
}
