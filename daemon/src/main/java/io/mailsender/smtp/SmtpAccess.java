package io.mailsender.smtp;

import io.mailsender.access.Caller;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Who may use the SMTP server. */
interface SmtpAccess {

    /** Whether a client must log in. */
    boolean needsLogin();

    /** @param password the API key; it is neither logged nor repeated */
    Result login(InetSocketAddress client, String password);

    /** The same caller with what its key allows now; empty if the key is no longer valid. */
    Optional<Caller> renewed(Caller caller);

    /** What came of a login. */
    sealed interface Result {

        /** The key is valid. */
        record Accepted(Caller caller) implements Result {}

        /** It is not, or it cannot be checked now. */
        record Refused(SmtpReply reply) implements Result {}
    }
}
