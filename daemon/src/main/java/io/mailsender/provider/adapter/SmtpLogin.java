package io.mailsender.provider.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A login for one connection (RFC 4954). */
interface SmtpLogin {

    /** The supported mechanisms, by preference. */
    List<String> mechanisms();

    /**
     * The mechanism to use; empty if none is supported.
     *
     * @param offered by the server, in its order
     */
    default Optional<String> choose(List<String> offered) {
        return mechanisms().stream().filter(offered::contains).findFirst();
    }

    /** Logs in. Returns the server's last reply: 235, or a refusal. */
    SmtpReply over(SmtpWire wire, String mechanism) throws IOException;

    /** Whether another login, with another connection, may succeed where this one was refused. */
    default boolean mayBeOutdated() {
        return false;
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
