package io.mailsender.provider;

import io.mailsender.provider.HttpResult.Answer;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import java.time.Clock;

/** The meaning of a vendor's error code for a message. */
public enum Verdict {
    /** The message is at fault. */
    REJECTED,
    /** This API cannot carry the message, or this account may not send it for its sender or recipient; another provider may. */
    UNSUPPORTED,
    /** The account is refused. */
    ACCOUNT,
    /** The vendor asks to wait; {@code Retry-After} says how long. */
    THROTTLED,
    /** It may have been sent. */
    UNKNOWN;

    /** The outcome of an attempt that was answered with this verdict. */
    public Outcome outcome(Answer answer, Reply reply) {
        return switch (this) {
            case REJECTED -> new Rejected(reply);
            case UNSUPPORTED -> new Unavailable(Cause.UNSUPPORTED, reply);
            case ACCOUNT -> new Unavailable(Cause.ACCOUNT, reply);
            case THROTTLED ->
                new Unavailable(Cause.THROTTLED, reply, RetryAfter.of(answer.headers(), Clock.systemUTC()));
            case UNKNOWN -> new Unknown(reply);
        };
    }
}
