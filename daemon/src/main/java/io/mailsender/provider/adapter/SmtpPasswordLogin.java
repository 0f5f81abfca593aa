package io.mailsender.provider.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ProtocolException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Logs in with a username and a password (RFC 4954), both in UTF-8 (RFC 4616). */
final class SmtpPasswordLogin implements SmtpLogin {

    /** By preference. PLAIN needs the fewest round trips. CRAM-MD5 is for servers that offer nothing else. */
    private static final List<String> MECHANISMS = List.of("PLAIN", "LOGIN", "CRAM-MD5");

    private final String username;
    private final String password;

    SmtpPasswordLogin(String username, String password) {
        this.username = username;
        this.password = password;
    }

    @Override
    public List<String> mechanisms() {
        return MECHANISMS;
    }

    @Override
    public SmtpReply over(SmtpWire wire, String mechanism) throws IOException {
        return switch (mechanism) {
            case "PLAIN" -> wire.ask("AUTH PLAIN " + SmtpLogin.base64('\0' + username + '\0' + password));
            case "LOGIN" -> login(wire);
            case "CRAM-MD5" -> cramMd5(wire);
            default -> throw new IllegalArgumentException(mechanism);
        };
    }

    private SmtpReply login(SmtpWire wire) throws IOException {
        SmtpReply reply = wire.ask("AUTH LOGIN");
        if (reply.isIntermediate()) {
            reply = wire.ask(SmtpLogin.base64(username));
        }
        return reply.isIntermediate() ? wire.ask(SmtpLogin.base64(password)) : reply;
    }

    /** RFC 2195. */
    private SmtpReply cramMd5(SmtpWire wire) throws IOException {
        SmtpReply challenge = wire.ask("AUTH CRAM-MD5");
        if (!challenge.isIntermediate()) {
            return challenge;
        }
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(password.getBytes(UTF_8), "HmacMD5"));
            byte[] digest = mac.doFinal(Base64.getDecoder().decode(challenge.text()));
            return wire.ask(SmtpLogin.base64(username + ' ' + HexFormat.of().formatHex(digest)));
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("the CRAM-MD5 challenge is not base64");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacMD5", e);
        }
    }
}
