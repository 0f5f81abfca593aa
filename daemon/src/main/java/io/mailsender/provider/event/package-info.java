/**
 * What a provider reports about a message after it took it: delivered, bounced, complained. An adapter whose vendor reports has an
 * {@link io.mailsender.provider.event.EventSource}, in a neighbour named after it ({@code MailgunEvents}): it checks that a report is
 * authentic, and reads it as {@link io.mailsender.provider.event.ProviderEvent}s, one vocabulary for all vendors. It decides nothing:
 * package {@code event} keeps the events and changes the states of recipients.
 *
 * <p>A {@link io.mailsender.provider.event.SuppressionList} is the vendor's own list of addresses that it does not mail to, and an
 * {@link io.mailsender.provider.event.EventRegistration} tells the vendor where to report.
 *
 * <p>{@link io.mailsender.provider.event.MailReport} reads what an SMTP relay reports by mail: bounces and complaints.
 *
 * <p>This package uses {@code message} and {@code common}.
 *
 * <p>Decisions: docs/rationale/provider.md.
 */
@NullMarked
package io.mailsender.provider.event;

import org.jspecify.annotations.NullMarked;
