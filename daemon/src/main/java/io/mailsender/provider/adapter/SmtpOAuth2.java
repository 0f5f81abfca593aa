package io.mailsender.provider.adapter;

import io.mailsender.oauth.AccessToken;
import io.mailsender.oauth.GoogleCredentials;
import io.mailsender.oauth.MicrosoftCloud;
import io.mailsender.oauth.MicrosoftCredentials;
import io.mailsender.oauth.TokenCache;
import io.mailsender.oauth.TokenGrant;
import io.mailsender.oauth.TokenUnavailableException;
import io.mailsender.oauth.TokenVendor;
import io.mailsender.provider.ProviderHttp;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Logs in with access tokens, as the block {@code oauth2} says. */
final class SmtpOAuth2 {

    /** Google's only scope for SMTP; {@code gmail.send} is for the API (PHPMailer/PHPMailer#1664). */
    private static final String GOOGLE_SCOPE = "https://mail.google.com/";

    private final Smtp.Settings settings;
    private final TokenCache tokens;

    SmtpOAuth2(Smtp.Settings settings, ProviderHttp http, Clock clock) {
        this.settings = settings;
        this.tokens = new TokenCache(settings.name(), grant(settings), http, clock);
    }

    /** Empty if there is no block {@code oauth2}. */
    static Optional<SmtpOAuth2> of(Smtp.Settings settings, ProviderHttp http) {
        return settings.hasOAuth2() ? Optional.of(new SmtpOAuth2(settings, http, Clock.systemUTC())) : Optional.empty();
    }

    /**
     * @param wait how long to wait for a token, if none is cached
     * @throws TokenUnavailableException if there is none
     */
    SmtpLogin login(Duration wait) {
        Optional<AccessToken> cached = tokens.cached();
        return cached.isPresent() ? login(cached.get(), true) : login(await(tokens.request(wait)), false);
    }

    /** A login with another token than one that was refused. */
    SmtpLogin loginInsteadOf(SmtpTokenLogin refused, Duration wait) {
        return login(await(tokens.other(refused.token(), wait)), false);
    }

    TokenCache tokens() {
        return tokens;
    }

    private SmtpLogin login(AccessToken token, boolean cached) {
        return new SmtpTokenLogin(
                String.valueOf(settings.username()), token, cached, settings.host(), settings.portOrDefault());
    }

    private static AccessToken await(CompletionStage<AccessToken> token) {
        try {
            return token.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof TokenUnavailableException unavailable ? unavailable : e;
        }
    }

    private static TokenGrant grant(Smtp.Settings settings) {
        Smtp.Settings.OAuth2 block = Objects.requireNonNull(settings.oauth2());
        try {
            return block.vendor() == TokenVendor.GOOGLE
                    ? google(block, String.valueOf(settings.username()))
                    : microsoft(block);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("oauth2: " + e.getMessage(), e);
        }
    }

    private static TokenGrant google(Smtp.Settings.OAuth2 block, String mailbox) {
        if (Stream.of(block.tenant(), block.certificateFile(), block.keyFile(), block.cloud())
                .anyMatch(Objects::nonNull)) {
            throw new IllegalArgumentException(
                    "tenant, cloud, certificate-file and key-file are for vendor: microsoft");
        }
        return new GoogleCredentials(
                        block.serviceAccountFile(), block.clientId(), block.clientSecret(), block.refreshToken())
                .grant(mailbox, GOOGLE_SCOPE, block.tokenEndpoint());
    }

    private static TokenGrant microsoft(Smtp.Settings.OAuth2 block) {
        if (block.serviceAccountFile() != null || block.refreshToken() != null) {
            throw new IllegalArgumentException("service-account-file and refresh-token are for vendor: google");
        }
        if (block.tenant() == null || block.clientId() == null) {
            throw new IllegalArgumentException("tenant and client-id are needed");
        }
        MicrosoftCloud cloud = block.cloud() == null ? MicrosoftCloud.GLOBAL : block.cloud();
        return new MicrosoftCredentials(
                        block.tenant(),
                        block.clientId(),
                        block.clientSecret(),
                        block.certificateFile(),
                        block.keyFile())
                .grant(cloud, cloud.smtpScope(), block.tokenEndpoint());
    }
}
