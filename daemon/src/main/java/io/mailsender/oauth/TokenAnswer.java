package io.mailsender.oauth;

import io.mailsender.provider.HttpResult;
import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Reply;
import io.mailsender.provider.RetryAfter;
import io.micronaut.json.tree.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the answer of a token endpoint (RFC 6749, sections 5.1 and 5.2). */
final class TokenAnswer {

    /** If the answer does not say it. */
    private static final Duration LIFE = Duration.ofMinutes(5);

    private static final Duration MAX_LIFE = Duration.ofDays(1);

    private TokenAnswer() {}

    /** @throws TokenUnavailableException if it has no token */
    static AccessToken read(HttpResult result, Clock clock) {
        return result.fold(
                answer -> read(answer, clock), lost -> missing(lost.reason()), noAnswer -> missing(noAnswer.reason()));
    }

    private static AccessToken read(Answer answer, Clock clock) {
        Optional<String> token = answer.text("access_token").filter(TokenAnswer::isBearerToken);
        if (!answer.isSuccess() || token.isEmpty()) {
            throw new TokenUnavailableException(refusal(answer, clock));
        }
        Instant now = clock.instant();
        return AccessToken.of(token.get(), life(answer.json().get("expires_in")), now);
    }

    /** Section 5.1 says a number; some servers send a string. */
    private static Duration life(@Nullable JsonNode seconds) {
        try {
            long life = seconds == null ? LIFE.toSeconds() : (long) Double.parseDouble(seconds.coerceStringValue());
            return Duration.ofSeconds(Math.max(1, Math.min(life, MAX_LIFE.toSeconds())));
        } catch (RuntimeException e) {
            return LIFE;
        }
    }

    /** RFC 6750, section 2.1. Anything else could end a header field or an SMTP command. */
    private static boolean isBearerToken(String token) {
        return !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    private static AccessToken missing(String reason) {
        throw new TokenUnavailableException(
                new Unavailable(Cause.UNREACHABLE, Reply.none("no token: the token endpoint: " + reason)));
    }

    private static Unavailable refusal(Answer answer, Clock clock) {
        int status = answer.status();
        String error = answer.text("error").orElse("");
        Reply reply = new Reply(status, "no token: " + words(answer, error));
        if (status == 429) {
            return new Unavailable(Cause.THROTTLED, reply, RetryAfter.of(answer.headers(), clock));
        }
        boolean isOurs = !error.isEmpty()
                && status >= 400
                && status < 500
                && !error.equals("temporarily_unavailable")
                && !error.equals("server_error");
        return new Unavailable(isOurs ? Cause.ACCOUNT : Cause.UNREACHABLE, reply);
    }

    /** The error and its description; Microsoft's ends with ids and a time, which are different each time. */
    private static String words(Answer answer, String error) {
        String text = answer.text("error_description")
                .orElse("")
                .split("Trace ID:", 2)[0]
                .strip();
        if (error.isEmpty()) {
            return "the token endpoint answered HTTP " + answer.status() + " without one";
        }
        return text.isEmpty() ? error : error + ": " + text;
    }
}
