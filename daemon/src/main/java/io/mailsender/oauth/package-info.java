/**
 * Access tokens for providers that want one instead of a password or key: Microsoft 365 and Google Workspace (RFC 6749).
 *
 * <p>A {@link io.mailsender.oauth.TokenGrant} is what is posted to the token endpoint: a client secret, a signed assertion or a refresh
 * token. {@link io.mailsender.oauth.TokenCache} keeps the token of one provider, and renews it in the background before it expires. An
 * adapter with an HTTP API extends {@link io.mailsender.oauth.BearerProvider}; the SMTP adapter takes the token as its password.
 *
 * <p>Without a token nothing is sent, so a token endpoint that is down is as harmless as a provider that is down. A token that was
 * cached and is refused is replaced once within the attempt: the refusal shows that nothing was sent.
 *
 * <p>This package uses {@code provider} and {@code config}.
 *
 * <p>Decisions: docs/rationale/oauth.md.
 */
@NullMarked
package io.mailsender.oauth;

import org.jspecify.annotations.NullMarked;
