/**
 * Sessions of people who signed in to the console with an API key. A browser has a random token in a cookie; only its hash is stored, through the
 * port {@code SessionStore}, so that every node knows the session. It ends with its key.
 *
 * <p>Decisions: docs/rationale/session.md.
 */
@org.jspecify.annotations.NullMarked
package io.mailsender.session;
