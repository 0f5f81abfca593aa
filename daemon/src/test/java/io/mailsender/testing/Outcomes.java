package io.mailsender.testing;

import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import io.mailsender.provider.Reply;
import java.time.Duration;

/** One outcome of each kind. */
public final class Outcomes {
    public static final Outcome SENT = new Sent(new Reply(200, "OK"), "42");
    public static final Outcome REJECTED = new Rejected(new Reply(400, "no such address"));
    public static final Outcome UNREACHABLE = unavailable(Cause.UNREACHABLE);
    public static final Outcome THROTTLED = unavailable(Cause.THROTTLED);
    public static final Outcome ACCOUNT = unavailable(Cause.ACCOUNT);
    public static final Outcome UNSUPPORTED = unavailable(Cause.UNSUPPORTED);
    public static final Outcome UNKNOWN = new Unknown(Reply.none("no answer"));

    private Outcomes() {}

    public static Outcome unavailable(Cause cause) {
        return new Unavailable(cause, new Reply(503, "not now"));
    }

    public static Outcome throttledFor(Duration wait) {
        return new Unavailable(Cause.THROTTLED, new Reply(429, "slow down"), wait);
    }
}
