package io.mailsender.smtp;

import io.mailsender.access.Caller;
import io.mailsender.smtp.SmtpAccess.Result.Accepted;
import io.mailsender.smtp.Step.Mode;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who the client is, and the {@code AUTH} by which it says so. A key is neither offered nor taken where others could read it. */
final class SmtpLogin {

    private final SmtpAccess access;
    private final InetSocketAddress client;
    private final boolean local;
    private @Nullable Caller caller;
    private @Nullable SaslExchange exchange;

    SmtpLogin(SmtpAccess access, InetSocketAddress client) {
        this.access = access;
        this.client = client;
        local = client.getAddress().isLoopbackAddress();
    }

    boolean isOffered(boolean encrypted) {
        return caller == null && access.needsLogin() && (encrypted || local);
    }

    void forget() {
        caller = null;
        exchange = null;
    }

    /** @throws Rejection if the client must log in, or encrypt, first */
    Caller require(boolean encrypted, boolean startTls) {
        if (!access.needsLogin()) {
            return Caller.local();
        }
        Optional<Caller> known = Optional.ofNullable(caller).flatMap(access::renewed);
        caller = known.orElse(null);
        return known.orElseThrow(() -> new Rejection(
                530,
                "5.7.0",
                startTls && !encrypted && !local
                        ? "Send STARTTLS first, then log in"
                        : "Authentication required; the password is an API key"));
    }

    /** @throws Rejection if it cannot begin */
    Step begin(String argument, boolean encrypted) {
        if (!access.needsLogin()) {
            return Step.of(503, "5.5.1", "This daemon has no API keys; send without authentication");
        }
        if (caller != null) {
            return Step.of(503, "5.5.1", "Already authenticated");
        }
        if (!encrypted && !local) {
            return Step.of(538, "5.7.11", "Encryption required; send STARTTLS first");
        }
        SaslExchange begun = SaslExchange.begin(argument);
        exchange = begun;
        return next(begun);
    }

    /** @throws Rejection if the answer is wrong, or cancels */
    Step answer(String line) {
        SaslExchange current = exchange;
        if (current == null) {
            throw new IllegalStateException("nothing was asked");
        }
        exchange = null;
        current.answer(line);
        exchange = current;
        return next(current);
    }

    private Step next(SaslExchange current) {
        @Nullable String password = current.password().orElse(null);
        if (password == null) {
            return new Step(SmtpReply.of(334, "", current.challenge()), Mode.CHALLENGE);
        }
        exchange = null;
        SmtpAccess.Result result = access.login(client, password);
        if (result instanceof Accepted accepted) {
            caller = accepted.caller();
            return Step.of(235, "2.7.0", "Authentication successful");
        }
        return new Step(((SmtpAccess.Result.Refused) result).reply(), Mode.COMMAND);
    }
}
