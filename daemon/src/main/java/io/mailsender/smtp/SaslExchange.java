package io.mailsender.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One {@code AUTH} (RFC 4954) by PLAIN (RFC 4616) or LOGIN. Only the password counts: it is the API key. */
final class SaslExchange {

    private final boolean plain;
    private String challenge;
    private boolean named;
    private @Nullable String password;

    private SaslExchange(boolean plain) {
        this.plain = plain;
        // "Username:" in base64: the words that clients look for.
        this.challenge = plain ? "" : "VXNlcm5hbWU6";
    }

    /**
     * @param argument the mechanism and maybe the first answer
     * @throws Rejection if it is unknown or wrong
     */
    static SaslExchange begin(String argument) {
        int space = argument.indexOf(' ');
        String mechanism = (space < 0 ? argument : argument.substring(0, space)).toUpperCase(Locale.ROOT);
        if (!mechanism.equals("PLAIN") && !mechanism.equals("LOGIN")) {
            throw new Rejection(504, "5.5.4", "Use AUTH PLAIN or AUTH LOGIN");
        }
        SaslExchange exchange = new SaslExchange(mechanism.equals("PLAIN"));
        if (space >= 0) {
            String initial = argument.substring(space + 1);
            exchange.answer(initial.equals("=") ? "" : initial);
        }
        return exchange;
    }

    /** The password; empty if the client has to answer a challenge first. */
    Optional<String> password() {
        return Optional.ofNullable(password);
    }

    /** In base64, for the reply 334. */
    String challenge() {
        return challenge;
    }

    /** @throws Rejection if it is cancelled or wrong */
    void answer(String line) {
        if (line.equals("*")) {
            throw new Rejection(501, "5.7.0", "Authentication cancelled");
        }
        String text = decoded(line);
        if (plain) {
            password = ofPlain(text);
        } else if (named) {
            password = text;
        } else {
            named = true;
            challenge = "UGFzc3dvcmQ6"; // "Password:"
        }
    }

    /** {@code authzid NUL authcid NUL password}. */
    private static String ofPlain(String text) {
        String[] parts = text.split("\0", -1);
        if (parts.length != 3) {
            throw new Rejection(501, "5.5.2", "AUTH PLAIN needs a user name and a password");
        }
        if (!parts[0].isEmpty() && !parts[0].equals(parts[1])) {
            throw new Rejection(
                    535, "5.7.8", "One user cannot act for another; leave the authorization identity empty");
        }
        return parts[2];
    }

    private static String decoded(String line) {
        try {
            byte[] bytes = Base64.getDecoder().decode(line.getBytes(StandardCharsets.UTF_8));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new Rejection(501, "5.5.2", "The answer must be UTF-8 in base64");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SaslExchange[" + (plain ? "PLAIN" : "LOGIN") + "]";
    }
}
