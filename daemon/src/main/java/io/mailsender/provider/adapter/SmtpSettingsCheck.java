package io.mailsender.provider.adapter;

import io.mailsender.oauth.TokenVendor;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds settings that contradict each other. */
final class SmtpSettingsCheck {

    private SmtpSettingsCheck() {}

    /** @throws IllegalArgumentException if the settings of the login are incomplete */
    static void requireLogin(
            @Nullable String username, @Nullable String password, Smtp.Settings.@Nullable OAuth2 block) {
        boolean hasUsername = username != null && !username.isBlank();
        boolean hasPassword = password != null && !password.isBlank();
        if (block == null || block.vendor() == null) {
            if (hasUsername != hasPassword) {
                throw new IllegalArgumentException("username and password are needed together");
            }
        } else if (!hasUsername || hasPassword) {
            throw new IllegalArgumentException("oauth2 needs the mailbox as username, and no password");
        }
    }

    /**
     * @param others what is in every block
     * @throws IllegalArgumentException if a block {@code oauth2} has no vendor
     */
    static void requireVendor(@Nullable TokenVendor vendor, @Nullable String... others) {
        if (vendor == null && Stream.of(others).anyMatch(Objects::nonNull)) {
            throw new IllegalArgumentException("vendor is missing; write microsoft or google");
        }
    }

    /** @throws IllegalArgumentException if one of them is not what it must be */
    static void requireNames(@Nullable String heloName, @Nullable String bounceAddress) {
        if (heloName != null) {
            SmtpHeloName.require(heloName);
        }
        SmtpReturnPath.require(bounceAddress);
    }

    /** @throws IllegalArgumentException if there is no TLS where it is needed, or a certificate without TLS or a key */
    static void requireTls(Smtp.Tls tls, String host, @Nullable String clientCert, @Nullable String clientKey) {
        if ((clientCert == null) != (clientKey == null)) {
            throw new IllegalArgumentException("client-cert and client-key are needed together");
        }
        if (clientCert != null && (tls == Smtp.Tls.NONE || tls == Smtp.Tls.CLEAR_TEXT)) {
            throw new IllegalArgumentException("client-cert needs tls: starttls or implicit");
        }
        if (tls == Smtp.Tls.NONE && !isLoopback(host)) {
            throw new IllegalArgumentException(
                    "tls: none is for a relay on this machine; use tls: clear-text for another host");
        }
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }
}
