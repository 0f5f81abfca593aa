/**
 * Who may do what, and how much of it: API keys, their scopes and quotas, and the record of who did what.
 *
 * <p>Decisions: docs/rationale/access.md.
 */
@org.jspecify.annotations.NullMarked
package io.mailsender.access;
