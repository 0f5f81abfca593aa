package io.mailsender.smtp;

import io.mailsender.access.Caller;
import io.mailsender.access.KeyLogin;
import io.mailsender.access.KeyLogin.Codes;
import io.mailsender.access.Scope;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Login with an API key as password; the user name does not matter. */
@Singleton
final class KeyAccess implements SmtpAccess {

    private static final Codes CODES = new Codes(235, 535);

    private final KeyLogin logins;

    KeyAccess(KeyLogin logins) {
        this.logins = logins;
    }

    @Override
    public boolean needsLogin() {
        return logins.isNeeded();
    }

    @Override
    public Result login(InetSocketAddress client, String password) {
        KeyLogin.Result result = logins.login(client.getAddress(), password, Scope.SEND, "SMTP AUTH", CODES);
        if (result instanceof KeyLogin.Accepted accepted) {
            return new Result.Accepted(accepted.caller());
        }
        if (result instanceof KeyLogin.Forbidden) {
            return refused(535, "5.7.8", "This key lacks the scope send; use a key that has it");
        }
        if (result instanceof KeyLogin.Limited) {
            return refused(454, "4.7.0", "Too many logins with a wrong key from this address; try again later");
        }
        return result instanceof KeyLogin.Unchecked
                ? refused(454, "4.7.0", "The store does not answer, so keys cannot be checked; try again later")
                : refused(535, "5.7.8", "The password must be a valid API key, neither expired nor revoked");
    }

    @Override
    public Optional<Caller> renewed(Caller caller) {
        return logins.renewed(caller);
    }

    private static Result refused(int code, String enhanced, String text) {
        return new Result.Refused(SmtpReply.of(code, enhanced, text));
    }
}
