package io.mailsender.oauth;

import io.mailsender.provider.Outcome.Unavailable;

/** There is no access token. Nothing was sent to the provider. */
public final class TokenUnavailableException extends RuntimeException {

    private final transient Unavailable outcome;

    TokenUnavailableException(Unavailable outcome) {
        super(outcome.reply().text());
        this.outcome = outcome;
    }

    /** The outcome of an attempt that needed the token. */
    public Unavailable outcome() {
        return outcome;
    }
}
