package io.mailsender.message;

import java.time.Instant;
import java.util.stream.Stream;

/**
 * A message as its caller handed it over: checked, and the same for every provider and every attempt.
 *
 * @param date its Date field: when it was accepted, or when it is due where the caller put it off
 */
public record Message(
        MessageId id, Instant date, Originator originator, Destination destination, Content content, Extras extras) {

    /** Whether one of its addresses needs SMTPUTF8 (RFC 6531): what is 7-bit can carry neither its header nor its envelope. */
    public boolean isInternationalized() {
        EmailAddress asked = originator.address();
        return asked != null && asked.isInternationalized()
                || Stream.concat(
                                destination.addresses().stream(),
                                originator.replyTo().stream().map(Mailbox::address))
                        .anyMatch(EmailAddress::isInternationalized);
    }

    /** The same message, put off until then, or brought forward. */
    public Message withDate(Instant due) {
        return new Message(id, due, originator, destination, content, extras);
    }

    /** The envelope that reaches everybody the message is for. */
    public Envelope envelope() {
        return new Envelope(destination.addresses());
    }
}
