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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Looks for a message among the sent ones by its Message-ID, which all attempts share. So one counts only if it has the recipients of the
 * attempt and was accepted after the attempt began. Needs the scope {@code gmail.readonly}: {@code gmail.metadata} does not allow a search.
 */
final class GmailOutcome implements OutcomeLookup {

    /** How far Google's clock may be behind this machine's. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final Pattern ADDRESS = Pattern.compile("(?<![^\\s<>,;:\"@])[^\\s<>,;:\"@]++@[^\\s<>,;:\"]++");

    private final TokenLookup http;
    private final String url;

    GmailOutcome(TokenLookup http, String endpoint) {
        this.http = http;
        this.url = endpoint + "/gmail/v1/users/me/messages";
    }

    @Override
    public CompletionStage<Optional<Sent>> find(Message message, Envelope envelope, Instant began) {
        String id = message.id().headerValue();
        String query = "rfc822msgid:" + id.substring(1, id.length() - 1) + " in:sent";
        Set<String> recipients = envelope.recipients().stream()
                .map(EmailAddress::toString)
                .map(GmailOutcome::folded)
                .collect(Collectors.toSet());
        return http.get(URI.create(url + "?maxResults=20&q=" + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                .thenCompose(answer -> first(ids(answer), recipients, began.minus(SKEW)));
    }

    private static List<String> ids(Answer answer) {
        if (!answer.isSuccess() || !answer.json().isObject()) {
            throw LookupHttp.failure(answer, false);
        }
        List<String> ids = new ArrayList<>();
        JsonNode messages = answer.json().get("messages");
        if (messages != null && messages.isArray()) {
            messages.values().forEach(message -> ids.add(JsonMember.text(message, "id")));
        }
        ids.removeIf(id -> !id.matches("\\w+"));
        return ids;
    }

    private CompletionStage<Optional<Sent>> first(List<String> ids, Set<String> recipients, Instant earliest) {
        if (ids.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        String id = ids.get(0);
        return http.get(URI.create(
                        url + "/" + id + "?format=metadata&metadataHeaders=To&metadataHeaders=Cc&metadataHeaders=Bcc"))
                .thenCompose(answer -> isIt(answer, recipients, earliest)
                        ? CompletableFuture.completedFuture(Optional.of(
                                new Sent(new Reply(answer.status(), "the message is in the sent mail"), id)))
                        : first(ids.subList(1, ids.size()), recipients, earliest));
    }

    private static boolean isIt(Answer answer, Set<String> recipients, Instant earliest) {
        if (!answer.isSuccess()) {
            throw LookupHttp.failure(answer, false);
        }
        String date = answer.text("internalDate").orElse("");
        return date.matches("\\d{1,15}")
                && !Instant.ofEpochMilli(Long.parseLong(date)).isBefore(earliest)
                && recipients(answer.json().get("payload")).equals(recipients);
    }

    private static Set<String> recipients(JsonNode payload) {
        JsonNode headers = payload == null ? null : payload.get("headers");
        StringBuilder fields = new StringBuilder();
        if (headers != null && headers.isArray()) {
            headers.values()
                    .forEach(header ->
                            fields.append(JsonMember.text(header, "value")).append('\n'));
        }
        return ADDRESS.matcher(fields)
                .results()
                .map(MatchResult::group)
                .map(GmailOutcome::folded)
                .collect(Collectors.toSet());
    }

    private static String folded(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
