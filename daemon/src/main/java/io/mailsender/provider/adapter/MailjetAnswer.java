package io.mailsender.provider.adapter;

import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.JsonMember;
import io.micronaut.json.tree.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An answer to {@code POST /v3.1/send} with one message: an object with the message's result, or an error of the whole call.
 *
 * @param body the answer's JSON
 * @param message the result of the message; {@code null} if the answer has none
 */
record MailjetAnswer(JsonNode body, @Nullable JsonNode message) {

    static MailjetAnswer of(Answer answer) {
        JsonNode body = answer.json();
        return new MailjetAnswer(body, first(body.get("Messages")));
    }

    boolean isAccepted() {
        return message != null
                && JsonMember.find(message, "Status").filter("success"::equals).isPresent();
    }

    /**
     * The UUID, which Mailjet gives each recipient's copy: the first one's. The events have it too. {@code MessageID} exceeds 2^53, so
     * that many programs round it (mailjet/mailjet-apiv3-php#25).
     */
    Optional<String> id() {
        return Stream.of("To", "Cc", "Bcc")
                .map(field -> first(message == null ? null : message.get(field)))
                .flatMap(recipient -> JsonMember.find(recipient, "MessageUUID").stream())
                .filter(uuid -> !uuid.isBlank())
                .findFirst();
    }

    /** The first error; empty if the answer has none in Mailjet's format. */
    Optional<MailjetError> error() {
        JsonNode error = message == null ? body : first(message.get("Errors"));
        return JsonMember.find(error, "ErrorMessage")
                .map(words ->
                        new MailjetError(JsonMember.find(error, "ErrorCode").orElse(""), status(error), words));
    }

    private static int status(@Nullable JsonNode error) {
        JsonNode status = error == null ? null : error.get("StatusCode");
        return status != null && status.isNumber() ? status.getIntValue() : 0;
    }

    static @Nullable JsonNode first(@Nullable JsonNode array) {
        return array != null && array.isArray() && array.size() > 0 ? array.get(0) : null;
    }
}
