package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.oauth.TokenLookup;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.JsonMember;
import io.mailsender.provider.LookupHttp;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.OutcomeLookup;
import io.mailsender.provider.Reply;
import io.micronaut.json.tree.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Looks for a message in Sent Items, where it appears some seconds after it was sent, under the Message-ID that all attempts share. So
 * one counts only if it has the recipients of the attempt and was made after the attempt began. Needs the permission
 * {@code Mail.ReadBasic.All}.
 */
final class MicrosoftGraphOutcome implements OutcomeLookup {

    /** How far Microsoft's clock may be behind this machine's. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final List<String> FIELDS = List.of("toRecipients", "ccRecipients", "bccRecipients");

    private final TokenLookup http;
    private final String url;

    /** @param url of the mailbox */
    MicrosoftGraphOutcome(TokenLookup http, String url) {
        this.http = http;
        this.url = url;
    }

    @Override
    public CompletionStage<Optional<Sent>> find(Message message, Envelope envelope, Instant began) {
        String filter = "internetMessageId eq '" + message.id().headerValue() + "'";
        URI query = URI.create(url + "/mailFolders/sentitems/messages?$filter=" + encoded(filter) + "&$select="
                + encoded("id,createdDateTime," + String.join(",", FIELDS)) + "&$top=50");
        Set<String> recipients = envelope.recipients().stream()
                .map(EmailAddress::toString)
                .map(MicrosoftGraphOutcome::folded)
                .collect(Collectors.toSet());
        return http.get(query).thenApply(answer -> found(answer, recipients, began.minus(SKEW)));
    }

    private static Optional<Sent> found(Answer answer, Set<String> recipients, Instant earliest) {
        JsonNode messages = answer.json().get("value");
        if (!answer.isSuccess() || messages == null || !messages.isArray()) {
            throw LookupHttp.failure(answer, false);
        }
        for (JsonNode message : messages.values()) {
            if (recipients(message).equals(recipients) && !created(message).isBefore(earliest)) {
                return Optional.of(new Sent(
                        new Reply(answer.status(), "the message is in Sent Items"),
                        JsonMember.find(message, "id").orElse(null)));
            }
        }
        return Optional.empty();
    }

    private static Set<String> recipients(JsonNode message) {
        Set<String> addresses = new HashSet<>();
        for (String name : FIELDS) {
            JsonNode field = message.get(name);
            if (field != null && field.isArray()) {
                for (JsonNode recipient : field.values()) {
                    JsonNode mailbox = recipient.get("emailAddress");
                    String address = JsonMember.find(mailbox, "address").orElse(null);
                    addresses.add(folded(String.valueOf(address)));
                }
            }
        }
        return addresses;
    }

    private static Instant created(JsonNode message) {
        try {
            return Instant.parse(JsonMember.text(message, "createdDateTime"));
        } catch (DateTimeException e) {
            return Instant.MIN;
        }
    }

    private static String folded(String address) {
        return address.toLowerCase(Locale.ROOT);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
