/**
 * Authorization: API keys with their scopes and quotas, and the audit log. {@code AccessFilter} checks each request before its body is
 * read; a controller gets the {@code Caller}. Keys come from the configuration and, through the port {@code KeyStore}, from the store.
 *
 * <p>Decisions: docs/rationale/access.md.
 */
@org.jspecify.annotations.NullMarked
package io.mailsender.access;
