/**
 * What a provider is. A {@link io.mailsender.provider.Provider} makes one attempt to send a message, and says what happened as one of
 * four outcomes ({@link io.mailsender.provider.Outcome}): sent, rejected, unavailable or unknown. The outcome is all that failover
 * needs: stop, stop, try the next provider, or follow the message's policy for an unknown.
 *
 * <p>One attempt is one POST or one DATA. Nothing here repeats a request or follows a redirect, because a second request may send a
 * second copy. "Not sent" must be certain; anything else is unknown. An attempt ends at its timeout, but its connection may stay open
 * in the background: a late answer still tells the true outcome.
 *
 * <p>An adapter (package {@code adapter}) is the code for one kind of provider. It extends
 * {@link io.mailsender.provider.HttpProvider} if the vendor has an HTTP API, {@link io.mailsender.provider.CheckedProvider} if it uses
 * another protocol, and else implements {@code Provider}. It writes the request, finds the id in an answer, and says what the vendor's
 * error codes mean. This package does the rest: connections and deadlines ({@link io.mailsender.provider.ProviderHttp}), answers that
 * are cut, late or not the vendor's, and the meaning of an HTTP status. Each provider has an
 * {@link io.mailsender.provider.OutgoingNetwork}: proxy, certificates and source address, from {@code outgoing} and its own block.
 *
 * <p>This package uses {@code provider.event}, {@code message}, {@code config} and {@code common}.
 *
 * <p>Decisions: docs/rationale/provider.md.
 */
@NullMarked
package io.mailsender.provider;

import org.jspecify.annotations.NullMarked;
