package io.mailsender.provider.adapter;

import io.mailsender.message.Destination;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Mime;
import io.mailsender.message.Original;
import io.mailsender.oauth.BearerProvider;
import io.mailsender.oauth.GoogleCredentials;
import io.mailsender.oauth.TokenCache;
import io.mailsender.oauth.TokenGrant;
import io.mailsender.oauth.TokenLookup;
import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.OutcomeLookup;
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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Google Workspace through the Gmail API v1 (<a
 * href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send">users.messages.send</a>, as an upload). The
 * recipients are those of the message's header. Gmail replaces a sender that is no verified alias of the mailbox.
 *
 * <pre>{@code
 * gmail:
 *   kind: gmail
 *   service-account-file: /etc/mail-sender-daemon/google.json
 *   client-id: 000000000000-example.apps.googleusercontent.com
 *   client-secret: ${GMAIL_CLIENT_SECRET}
 *   refresh-token: ${GMAIL_REFRESH_TOKEN}
 *   mailbox: noreply@example.com
 *   from: noreply@example.com
 *   from-domains: [example.com]
 *   outcome-lookup: false
 *   endpoint: https://gmail.googleapis.com
 *   token-endpoint: https://oauth2.googleapis.com/token
 * }</pre>
 */
@EachBean(Gmail.Settings.class)
public final class Gmail extends BearerProvider {

    private static final String KIND = "gmail";
    private static final URI ENDPOINT = URI.create("https://gmail.googleapis.com");
    private static final String SEND = "https://www.googleapis.com/auth/gmail.send";
    private static final String READ = "https://www.googleapis.com/auth/gmail.readonly";

    /** The API's description: "Maximum file size: 36700160 bytes". */
    private static final int MAX_MESSAGE = 36_700_160;

    private final String url;
    private final AccountLookup account;
    private final Optional<OutcomeLookup> outcomes;

    @Inject
    public Gmail(Settings settings, ProviderHttp http) {
        this(settings, http, new TokenCache(settings.name(), settings.grant(), http, Clock.systemUTC()));
    }

    Gmail(Settings settings, ProviderHttp http, TokenCache tokens) {
        super(settings.name(), KIND, new SenderPolicy(settings.from(), settings.fromDomains()), http, tokens);
        String endpoint = base(settings.endpoint() == null ? ENDPOINT : settings.endpoint());
        this.url = endpoint + "/upload/gmail/v1/users/me/messages/send?uploadType=media";
        TokenLookup lookup = new TokenLookup(tokens, http);
        this.account = new GmailAccount(lookup, endpoint, settings.from());
        this.outcomes = settings.outcomeLookup() ? Optional.of(new GmailOutcome(lookup, endpoint)) : Optional.empty();
    }

    @Override
    public Optional<AccountLookup> account() {
        return Optional.of(account);
    }

    @Override
    public Optional<OutcomeLookup> outcomeLookup() {
        return outcomes;
    }

    @Override
    protected boolean takes(Original original, boolean whole) {
        return whole && !original.namesOthers();
    }

    @Override
    protected CompletionStage<Outcome> attempt(Message message, Envelope envelope, Mailbox sender, Duration timeout) {
        Destination recipients = message.destination().only(envelope);
        byte[] body = Mime.write(message, sender, recipients);
        if (body.length > MAX_MESSAGE) {
            return unsupported("the message is larger than 35 MB");
        }
        return postWithToken(
                () -> HttpRequest.POST(url, null)
                        .header(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON)
                        .header(HttpHeaders.CONTENT_TYPE, "message/rfc822"),
                body,
                timeout);
    }

    @Override
    protected Optional<String> acceptedId(Answer answer) {
        return answer.text("id");
    }

    @Override
    protected VendorReply read(Answer answer) {
        return GmailError.read(answer);
    }

    /**
     * The settings of one mailbox.
     *
     * @param serviceAccountFile the key file of a service account with domain-wide delegation; or a user's client and refresh token:
     * @param clientId the id of the OAuth client
     * @param clientSecret its secret
     * @param refreshToken of a user who gave consent
     * @param mailbox the mailbox that sends; by default {@code from}
     * @param from the default sender address: the mailbox's, or a verified alias
     * @param fromDomains domains at which any address may be the sender; each must be a verified alias
     * @param outcomeLookup whether unknown outcomes are looked up, which needs the scope {@code gmail.readonly} as well
     * @param endpoint replaces Google's
     * @param tokenEndpoint replaces Google's
     */
    @EachProperty("providers.gmail")
    public record Settings(
            String name,
            @Nullable String serviceAccountFile,
            @Nullable String clientId,
            @Nullable String clientSecret,
            @Nullable String refreshToken,
            @Nullable String mailbox,
            @NotBlank String from,
            @Nullable List<String> fromDomains,
            @Bindable(defaultValue = "false") boolean outcomeLookup,
            @Nullable URI endpoint,
            @Nullable URI tokenEndpoint) {

        /** @throws IllegalArgumentException if the credentials are incomplete */
        public Settings {
            new GoogleCredentials(serviceAccountFile, clientId, clientSecret, refreshToken);
        }

        TokenGrant grant() {
            return new GoogleCredentials(serviceAccountFile, clientId, clientSecret, refreshToken)
                    .grant(mailbox == null ? from : mailbox, outcomeLookup ? SEND + " " + READ : SEND, tokenEndpoint);
        }

        /** Without the secrets. */
        @Override
        public String toString() {
            return "Gmail.Settings[name=" + name + ", mailbox=" + mailbox + ", from=" + from + "]";
        }
    }
}
