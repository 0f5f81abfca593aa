package io.mailsender.message;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A message as its caller handed it over: checked, and the same for every provider and every attempt.
 *
 * @param date when it was accepted; its Date field
 */
public record Message(
        MessageId id, Instant date, Originator originator, Destination destination, Content content, Extras extras) {

    /** Whether one of the addresses in its header needs SMTPUTF8 (RFC 6531), so that no 7-bit header can carry it. */
    public boolean isInternationalized() {
        return Stream.of(destination.to(), destination.cc(), originator.replyTo())
                .flatMap(List::stream)
                .anyMatch(mailbox -> mailbox.address().isInternationalized());
    }

    /** The envelope that reaches everybody the message is for. */
    public Envelope envelope() {
        return new Envelope(destination.addresses());
    }
}
