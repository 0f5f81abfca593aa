/**
 * Checks the providers without sending: their accounts, the DNS records of the senders' domains, and whether every provider accepts
 * the senders of the others. {@link io.mailsender.doctor.Doctor} runs all checks at the same time and keeps the last result.
 *
 * <p>{@code AccountCheck} is how a provider is asked: {@code ProviderAccountCheck} asks it, again after a passing failure, and
 * {@code AccountCheckFallback} answers if it cannot be asked. Nothing here sends a mail or changes anything at a provider.
 *
 * <p>Decisions: docs/rationale/doctor.md.
 */
@NullMarked
package io.mailsender.doctor;

import org.jspecify.annotations.NullMarked;
