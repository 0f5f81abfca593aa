package io.mailsender.message;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A message as the caller submitted it: validated, and the same for every provider and every attempt.
 *
 * @param date its Date field: when it was accepted, or the {@code send_at} of the caller
 * @param route the name of its route; {@code null} for the default order
 * @param original the mail as it came, if it came as a whole; {@code null} if the gateway writes it
 */
public record Message(
        MessageId id,
        Instant date,
        Originator originator,
        Destination destination,
        Content content,
        Extras extras,
        @Nullable String route,
        @Nullable Original original) {

    /** Written by the gateway. */
    public Message(
            MessageId id,
            Instant date,
            Originator originator,
            Destination destination,
            Content content,
            Extras extras,
            @Nullable String route) {
        this(id, date, originator, destination, content, extras, route, null);
    }

    /** On the default order. */
    public Message(
            MessageId id,
            Instant date,
            Originator originator,
            Destination destination,
            Content content,
            Extras extras) {
        this(id, date, originator, destination, content, extras, null);
    }

    /** Whether one of its addresses needs SMTPUTF8 (RFC 6531), for the header and the envelope. */
    public boolean isInternationalized() {
        EmailAddress asked = originator.address();
        return asked != null && asked.isInternationalized()
                || Stream.concat(
                                destination.addresses().stream(),
                                originator.replyTo().stream().map(Mailbox::address))
                        .anyMatch(EmailAddress::isInternationalized);
    }

    /** The same message, rescheduled. */
    public Message withDate(Instant due) {
        return new Message(id, due, originator, destination, content, extras, route, original);
    }

    /** The same message with other tags and metadata. */
    public Message withLabels(List<String> tags, Map<String, String> metadata) {
        Extras labelled = new Extras(extras.headers(), tags, metadata);
        return new Message(id, date, originator, destination, content, labelled, route, original);
    }

    /** The same message, for a provider that cannot take the mail as it came; its fields must be able to express it. */
    public Message inFields() {
        return new Message(id, date, originator, destination, content, extras, route);
    }

    /** The approximate size in memory, in bytes. */
    public long size() {
        return content.size() + (original == null ? 0 : original.bytes().length);
    }

    /** The same message on another route. */
    public Message withRoute(@Nullable String name) {
        return new Message(id, date, originator, destination, content, extras, name, original);
    }

    /** The envelope with all recipients. */
    public Envelope envelope() {
        return new Envelope(destination.addresses());
    }
}
