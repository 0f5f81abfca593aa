/**
 * The validation of addresses by the providers that send only to, or from, addresses that their owners confirmed.
 *
 * <p>Decisions: docs/rationale/validation.md.
 */
@NullMarked
package io.mailsender.validation;

import org.jspecify.annotations.NullMarked;
