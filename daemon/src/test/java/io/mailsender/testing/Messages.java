package io.mailsender.testing;

import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Messages for tests that do not care what is in them. */
public final class Messages {
    private Messages() {}

    public static Message to(String... recipients) {
        List<Mailbox> to = Stream.of(recipients).map(Mailbox::parse).toList();
        return new Message(
                MessageId.random(new SecureRandom(), "example.org"),
                Instant.parse("2026-01-01T00:00:00Z"),
                new Originator("Example Shop", null, List.of()),
                new Destination(to, List.of(), List.of()),
                new Content("Your order", "Thank you.", null, List.of()),
                Extras.NONE);
    }
}
