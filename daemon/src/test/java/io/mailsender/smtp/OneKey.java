package io.mailsender.smtp;

import io.mailsender.access.Caller;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Access with one password; without one, nobody needs to log in. */
record OneKey(String password) implements SmtpAccess {

    static final OneKey NONE = new OneKey("");

    @Override
    public boolean needsLogin() {
        return !password.isEmpty();
    }

    @Override
    public Result login(InetSocketAddress client, String given) {
        return given.equals(password)
                ? new Result.Accepted(Caller.local())
                : new Result.Refused(SmtpReply.of(535, "5.7.8", "Wrong"));
    }

    @Override
    public Optional<Caller> renewed(Caller caller) {
        return Optional.of(caller);
    }
}
