package io.mailsender.message;

import java.time.Instant;

/**
 * A message as its caller handed it over: checked, and the same for every provider and every attempt.
 *
 * @param date when it was accepted; its Date field
 */
public record Message(
        MessageId id, Instant date, Originator originator, Destination destination, Content content, Extras extras) {

    /** The envelope that reaches everybody the message is for. */
    public Envelope envelope() {
        return new Envelope(destination.addresses());
    }
}
