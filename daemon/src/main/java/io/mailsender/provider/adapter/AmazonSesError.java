package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.HttpResult.Answer;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An error of SES (<a href="https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html">AWS restJson1 protocol</a>). The type
 * decides, since SES uses one status for many types. It is in a header or in the body, depending on which layer of AWS answered.
 *
 * @param type for example {@code MessageRejected}, without namespace; empty if there is none
 * @param message for people; empty if there is none
 */
record AmazonSesError(String type, String message) {

    private static final String UNVERIFIED = "identities failed the check in region";

    private static final Set<String> CREDENTIALS = Set.of(
            "ExpiredTokenException",
            "ExpiredToken",
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "RequestExpired");

    private static final Set<String> ACCOUNT = Set.of(
            "AccountSuspendedException",
            "SendingPausedException",
            "MailFromDomainNotVerifiedException",
            "NotFoundException",
            "AccessDeniedException",
            "AccessDenied",
            "NotAuthorized",
            "OptInRequired");

    private static final Set<String> THROTTLED = Set.of(
            "TooManyRequestsException",
            "LimitExceededException",
            "ThrottlingException",
            "Throttling",
            "ServiceUnavailable",
            "ServiceUnavailableException");

    private static final Set<String> UNKNOWN = Set.of(
            "InternalServiceErrorException",
            "InternalServiceError",
            "InternalFailure",
            "InternalServerException",
            "RequestTimeout",
            "RequestTimeoutException");

    /** Empty if the answer is not in AWS's format. */
    static Optional<AmazonSesError> of(Answer answer) {
        String type = Optional.ofNullable(answer.headers().get("x-amzn-ErrorType"))
                .or(() -> answer.text("__type"))
                .or(() -> answer.text("code"))
                .map(AmazonSesError::bare)
                .orElse("");
        String message = answer.text("message").or(() -> answer.text("Message")).orElse("");
        return type.isEmpty() && message.isEmpty() ? Optional.empty() : Optional.of(new AmazonSesError(type, message));
    }

    /** {@code Type} of {@code namespace#Type:https://…}. */
    private static String bare(String type) {
        int colon = type.indexOf(':');
        String name = colon < 0 ? type : type.substring(0, colon);
        return name.substring(name.indexOf('#') + 1).strip();
    }

    boolean isAboutCredentials() {
        return CREDENTIALS.contains(type);
    }

    boolean isAboutAccount() {
        return ACCOUNT.contains(type) || isAboutCredentials();
    }

    boolean isThrottling() {
        return THROTTLED.contains(type);
    }

    boolean isUnknown() {
        return UNKNOWN.contains(type);
    }

    boolean isRejection() {
        return type.equals("BadRequestException") || (type.equals("MessageRejected") && !isUnverified());
    }

    /** Whether the sender, or a recipient of an account in the sandbox, is not a verified identity. */
    boolean isUnverified() {
        return type.equals("MessageRejected") && message.contains(UNVERIFIED);
    }

    /**
     * Whether an address or its domain is among the identities that the message names: {@code …the check in region EU-WEST-1: a@b, Name
     * <c@d>, arn:aws:ses:eu-west-1:1:identity/e.f}.
     */
    boolean namesUnverified(EmailAddress address) {
        int list = message.indexOf(": ", message.indexOf(UNVERIFIED) + UNVERIFIED.length());
        return list >= 0
                && Stream.of(message.substring(list + 2).split(","))
                        .map(AmazonSesError::identity)
                        .anyMatch(i -> i.equalsIgnoreCase(address.toString()) || i.equalsIgnoreCase(address.domain()));
    }

    private static String identity(String text) {
        String bare = text.strip();
        int open = bare.lastIndexOf('<');
        if (open >= 0 && bare.endsWith(">")) {
            return bare.substring(open + 1, bare.length() - 1);
        }
        int arn = bare.lastIndexOf(":identity/");
        return arn < 0 ? bare : bare.substring(arn + ":identity/".length());
    }

    /** Type and message, for people. */
    String text() {
        return type.isEmpty() ? message : message.isEmpty() ? type : type + ": " + message;
    }
}
