package io.mailsender.provider.adapter;

import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.provider.SenderPolicy;
import io.mailsender.provider.HttpProvider;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.MultipartForm;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.ProviderHttp;
import io.mailsender.provider.Reply;
import io.mailsender.provider.RetryAfter;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Mailgun, API v3 (POST /v3/{domain}/messages). */
@EachBean(Mailgun.Settings.class)
public final class Mailgun extends HttpProvider {

    private static final String KIND = "mailgun";

    /** What a 400 says that is about the account and not about the message. */
    private static final List<String> ABOUT_ACCOUNT = List.of(
            "is not allowed to send",
            "for test purposes only",
            "domain is unverified",
            "activate your Mailgun account");

    private static final String TRY_AGAIN = "try again after ";

    private final Settings settings;
    private final JsonMapper json;
    private final String url;

    Mailgun(Settings settings, ProviderHttp http, JsonMapper json) {
        super(settings.name(), KIND, new SenderPolicy(settings.from(), settings.fromDomains()), http);
        this.settings = settings;
        this.json = json;
        this.url = settings.base() + "/v3/" + settings.domain() + "/messages";
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
        return Optional.ofNullable(string(json(answer).get("id")));
    }

    @Override
    protected Said read(Answer answer) {
        JsonNode node = json(answer);
        // 401 is a string, all else an object.
        String text = string(node.isObject() ? node.get("message") : node);
        return new Said(text, reply -> verdict(answer, String.valueOf(text), reply));
    }

    private static Optional<Outcome> verdict(Answer answer, String text, Reply reply) {
        int status = answer.status();
        int hint = text.indexOf(TRY_AGAIN);
        if ((status == 429 || status == 420) && hint >= 0) {
            String when = text.substring(hint + TRY_AGAIN.length());
            return Optional.of(new Unavailable(Cause.THROTTLED, reply, retryAfter(when, answer)));
        }
        return status == 400 && ABOUT_ACCOUNT.stream().anyMatch(text::contains)
                ? Optional.of(new Unavailable(Cause.ACCOUNT, reply))
                : Optional.empty();
    }

    private static @Nullable Duration retryAfter(String when, Answer answer) {
        // "120 seconds", or a date that ends in UTC, which RFC 1123 calls GMT.
        return RetryAfter.parse(
                when.replace(" seconds", "").replace("UTC", "GMT"), answer.headers(), Clock.systemUTC());
    }

    private static @Nullable String string(@Nullable JsonNode node) {
        return node != null && node.isString() ? node.getStringValue() : null;
    }

    private JsonNode json(Answer answer) {
        try {
            JsonNode node = json.readValue(String.valueOf(answer.body()), Argument.of(JsonNode.class));
            return node == null ? JsonNode.nullNode() : node;
        } catch (IOException e) {
            return JsonNode.nullNode();
        }
    }

    /** Where an account's data are: messages, suppressions and domains are not shared between the two. */
    public enum Region {
        US,
        EU
    }

    /**
     * A block under {@code providers.mailgun}.
     *
     * @param apiKey the account's key, or the domain's sending key
     * @param domain the sending domain, as Mailgun knows it
     * @param region where the account's domain is
     * @param from the sender address
     * @param fromDomains other domains that a caller may send from
     * @param testMode whether Mailgun only pretends ({@code o:testmode}: accepted, logged and charged, not delivered)
     * @param endpoint instead of Mailgun's
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
            @Nullable URI endpoint) {

        String base() {
            String base = endpoint != null
                    ? endpoint.toString()
                    : region == Region.EU ? "https://api.eu.mailgun.net" : "https://api.mailgun.net";
            return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "Settings[name=" + name + ", domain=" + domain + ", from=" + from + ", endpoint=" + endpoint + "]";
        }
    }
}
