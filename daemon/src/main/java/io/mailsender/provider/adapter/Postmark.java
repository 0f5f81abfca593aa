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
import io.mailsender.provider.event.EventSource;
import io.mailsender.provider.event.ReportReader;
import io.mailsender.provider.event.SharedSecret;
import io.mailsender.provider.event.SuppressionList;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.EachProperty;
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
 * Postmark (<a href="https://postmarkapp.com/developer/api/email-api">POST /email</a>).
 *
 * <pre>{@code
 * postmark:
 *   kind: postmark
 *   server-token: ${POSTMARK_SERVER_TOKEN}
 *   account-token: ${POSTMARK_ACCOUNT_TOKEN}
 *   message-stream: outbound
 *   event-secret: ${POSTMARK_EVENT_SECRET}
 *   from: shop@example.com
 *   from-domains: [example.com]
 *   endpoint: https://api.postmarkapp.com
 * }</pre>
 */
@EachBean(Postmark.Settings.class)
public final class Postmark extends HttpProvider {

    private static final String KIND = "postmark";

    /** Postmark's limit of 10 MB, attachments in base64 included. */
    private static final int MAX_BODY = 10_000_000;

    private final Settings settings;
    private final String url;
    private final AccountLookup account;
    private final SuppressionList suppressions;
    private final Optional<EventSource> events;

    Postmark(Settings settings, ProviderHttp http) {
        super(settings.name(), KIND, new SenderPolicy(settings.from(), settings.fromDomains()), http);
        this.settings = settings;
        String base = base(settings.endpointOrDefault());
        this.url = base + "/email";
        this.account = new PostmarkAccount(settings, senderPolicy().orElseThrow(), base, new LookupHttp(http));
        PostmarkRest rest = new PostmarkRest(settings, base, new LookupHttp(http));
        this.suppressions = new PostmarkSuppressionList(rest);
        this.events = SharedSecret.of(settings.eventSecret())
                .map(secret ->
                        new PostmarkEvents(new ReportReader(name(), secret), new PostmarkRegistration(rest, secret)));
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
    protected CompletionStage<Outcome> attempt(Message message, Envelope envelope, Mailbox sender, Duration timeout) {
        PostmarkRequestBody mail = new PostmarkRequestBody(message, envelope, sender);
        Optional<String> obstacle = mail.obstacle();
        if (obstacle.isPresent()) {
            return unsupported(obstacle.get());
        }
        byte[] body = mail.write(settings.messageStream());
        if (body.length > MAX_BODY) {
            return unsupported("the message is larger than 10 MB");
        }
        HttpRequest<?> request = HttpRequest.POST(url, null)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                .header("X-Postmark-Server-Token", settings.serverToken());
        return post(
                request,
                body,
                timeout,
                outcome -> PostmarkError.isAboutSender(outcome)
                        ? senderRefused(sender, outcome.reply())
                        : PostmarkInactive.among(envelope, outcome));
    }

    @Override
    protected Optional<String> acceptedId(Answer answer) {
        return answer.text("MessageID");
    }

    /** The answer of an accepted message has an id; {@code ErrorCode} is 0 or missing. */
    @Override
    protected Optional<Outcome> accepted(Answer answer, Reply reply) {
        String text = answer.text("Message").orElse("");
        return PostmarkError.inSuccess(answer, reply)
                .or(() -> acceptedId(answer)
                        .filter(id -> !id.isBlank())
                        .map(id -> new Sent(reply, id, PostmarkInactive.refused(text, reply))));
    }

    @Override
    protected VendorReply read(Answer answer) {
        return PostmarkError.read(answer);
    }

    /**
     * The settings of one server, as Postmark calls it.
     *
     * @param serverToken the server's token; {@code POSTMARK_API_TEST} only checks messages
     * @param accountToken only to look up which senders are verified; {@code null} leaves that out
     * @param messageStream the id of a transactional or broadcast stream; by default Postmark's {@code outbound}
     * @param eventSecret what Postmark sends with its reports; {@code null} if it sends none
     * @param from the default sender address, at a verified domain or with a confirmed sender signature
     * @param fromDomains other verified domains that a caller may send from
     * @param endpoint replaces Postmark's
     */
    @EachProperty("providers.postmark")
    public record Settings(
            String name,

            @NotBlank @Pattern(regexp = "[!-~]*", message = TOKEN)
            String serverToken,

            @Nullable @Pattern(regexp = "[!-~]+", message = TOKEN)
            String accountToken,

            @Nullable @Pattern(regexp = "[a-z0-9_-]+", message = "must be a message stream's id, such as outbound")
            String messageStream,

            @Nullable @Pattern(regexp = SharedSecret.PATTERN, message = SharedSecret.RULE)
            String eventSecret,

            @NotBlank String from,
            @Nullable List<String> fromDomains,
            @Nullable URI endpoint) {

        private static final String TOKEN = "must be ASCII characters without spaces";

        URI endpointOrDefault() {
            return endpoint != null ? endpoint : URI.create("https://api.postmarkapp.com");
        }

        /** Without the tokens. */
        @Override
        public String toString() {
            return "Postmark.Settings[name=" + name + ", messageStream=" + messageStream + ", from=" + from
                    + ", endpoint=" + endpoint + "]";
        }
    }
}
