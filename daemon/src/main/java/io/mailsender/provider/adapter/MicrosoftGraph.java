package io.mailsender.provider.adapter;

import io.mailsender.message.Destination;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Mime;
import io.mailsender.message.Original;
import io.mailsender.oauth.BearerProvider;
import io.mailsender.oauth.MicrosoftCloud;
import io.mailsender.oauth.MicrosoftCredentials;
import io.mailsender.oauth.TokenCache;
import io.mailsender.oauth.TokenGrant;
import io.mailsender.oauth.TokenLookup;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.OutcomeLookup;
import io.mailsender.provider.Pace;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.SenderPolicy;
import io.mailsender.provider.VendorReply;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import jakarta.inject.Inject;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft 365 through Microsoft Graph v1.0 (<a href="https://learn.microsoft.com/graph/api/user-sendmail">POST
 * /users/{mailbox}/sendMail</a>). The message goes as MIME, since the JSON format has no place for a Message-ID, and only for header fields
 * that begin with {@code X-}. The recipients are those of its header, and it is always kept in Sent Items.
 *
 * <pre>{@code
 * microsoft_graph:
 *   kind: microsoft-graph
 *   tenant: example.onmicrosoft.com
 *   client-id: 00000000-0000-0000-0000-000000000000
 *   client-secret: ${GRAPH_CLIENT_SECRET}
 *   certificate-file: /etc/mail-sender-daemon/entra.pem
 *   key-file: /etc/mail-sender-daemon/entra.key
 *   mailbox: noreply@example.com
 *   from: noreply@example.com
 *   from-domains: [example.com]
 *   cloud: global
 *   endpoint: https://graph.microsoft.com
 *   token-endpoint: https://login.microsoftonline.com/example.onmicrosoft.com/oauth2/v2.0/token
 * }</pre>
 */
@EachBean(MicrosoftGraph.Settings.class)
public final class MicrosoftGraph extends BearerProvider {

    private static final String KIND = "microsoft-graph";

    /**
     * The longest request. A larger message would need a draft, an upload session and a request to send it; if the last one is unknown, a
     * draft is left that may have been sent.
     */
    private static final int MAX_BODY = 4 << 20;

    /** More requests at a time for one mailbox are refused with MailboxConcurrency. */
    private static final Pace PACE = new Pace(null, 4);

    private final String url;
    private final AccountLookup account;
    private final OutcomeLookup outcomes;

    @Inject
    public MicrosoftGraph(Settings settings, ProviderHttp http) {
        this(settings, http, new TokenCache(settings.name(), settings.grant(), http, Clock.systemUTC()));
    }

    MicrosoftGraph(Settings settings, ProviderHttp http, TokenCache tokens) {
        super(settings.name(), KIND, new SenderPolicy(settings.from(), settings.fromDomains()), http, tokens);
        this.url = base(settings.endpointOrDefault()) + "/v1.0/users/" + encoded(settings.mailboxOrDefault());
        TokenLookup lookup = new TokenLookup(tokens, http);
        this.account = new MicrosoftGraphAccount(lookup, url, settings.mailboxOrDefault());
        this.outcomes = new MicrosoftGraphOutcome(lookup, url);
    }

    @Override
    public Pace pace() {
        return PACE;
    }

    @Override
    public Optional<AccountLookup> account() {
        return Optional.of(account);
    }

    @Override
    public Optional<OutcomeLookup> outcomeLookup() {
        return Optional.of(outcomes);
    }

    @Override
    protected boolean takes(Original original, boolean whole) {
        return whole && !original.namesOthers();
    }

    @Override
    protected CompletionStage<Outcome> attempt(Message message, Envelope envelope, Mailbox sender, Duration timeout) {
        Destination recipients = message.destination().only(envelope);
        byte[] body = Base64.getEncoder().encode(Mime.write(message, sender, recipients));
        if (body.length > MAX_BODY) {
            return unsupported("the message is larger than 3 MB");
        }
        return postWithToken(
                () -> HttpRequest.POST(url + "/sendMail", null)
                        .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                        .header(HttpHeaders.CONTENT_TYPE, MediaType.TEXT_PLAIN),
                body,
                timeout);
    }

    /** The answer has no body. Its Retry-After, if there is one, is for the next message: msgraph-sdk-java#1487. */
    @Override
    protected Optional<String> acceptedId(Answer answer) {
        return Optional.ofNullable(answer.headers().get("request-id"));
    }

    @Override
    protected VendorReply read(Answer answer) {
        return MicrosoftGraphError.read(answer);
    }

    private static String encoded(String mailbox) {
        return URLEncoder.encode(mailbox, StandardCharsets.UTF_8).replace("%40", "@");
    }

    /**
     * The settings of one application and mailbox.
     *
     * @param tenant its id or one of its domains
     * @param clientId the application's id
     * @param clientSecret its secret; instead of a certificate
     * @param certificateFile its certificate (PEM)
     * @param keyFile the certificate's private key (PKCS #8, PEM)
     * @param mailbox the mailbox that sends; by default {@code from}
     * @param from the default sender address; another one than the mailbox's needs the right to send as it
     * @param fromDomains domains at which any address may be the sender
     * @param endpoint replaces the cloud's
     * @param tokenEndpoint replaces the cloud's
     */
    @EachProperty("providers.microsoft-graph")
    public record Settings(
            String name,
            @NotBlank String tenant,
            @NotBlank String clientId,
            @Nullable String clientSecret,
            @Nullable String certificateFile,
            @Nullable String keyFile,
            @Nullable String mailbox,
            @NotBlank String from,
            @Nullable List<String> fromDomains,
            @Bindable(defaultValue = "global") MicrosoftCloud cloud,
            @Nullable URI endpoint,
            @Nullable URI tokenEndpoint) {

        /** @throws IllegalArgumentException if the credentials are incomplete */
        public Settings {
            new MicrosoftCredentials(tenant, clientId, clientSecret, certificateFile, keyFile);
        }

        String mailboxOrDefault() {
            return mailbox == null ? from : mailbox;
        }

        URI endpointOrDefault() {
            return endpoint == null ? cloud.graph() : endpoint;
        }

        TokenGrant grant() {
            return new MicrosoftCredentials(tenant, clientId, clientSecret, certificateFile, keyFile)
                    .grant(cloud, cloud.graphScope(), tokenEndpoint);
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "MicrosoftGraph.Settings[name=" + name + ", tenant=" + tenant + ", mailbox=" + mailbox + ", from="
                    + from + "]";
        }
    }
}
