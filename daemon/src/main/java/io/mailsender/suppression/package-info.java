/**
 * Addresses that must not be mailed, whichever provider would take the message. {@code SuppressionCheck} is asked before a message is
 * accepted and before each later round. Entries come from reports of providers ({@code store.SuppressionRule}), by hand, from a file or
 * from a vendor's own list; the port {@code SuppressionStore} keeps them.
 *
 * <p>Decisions: docs/rationale/suppression.md.
 */
@NullMarked
package io.mailsender.suppression;

import org.jspecify.annotations.NullMarked;
