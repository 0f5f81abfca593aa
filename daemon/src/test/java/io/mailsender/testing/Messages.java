package io.mailsender.testing;

import io.mailsender.message.Attachment;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Messages for tests that do not depend on their content. */
public final class Messages {
    private Messages() {}

    public static Message to(String... recipients) {
        List<Mailbox> to = Stream.of(recipients).map(Mailbox::parse).toList();
        return new Message(
                MessageId.random(Instant.now(), new SecureRandom(), "example.org"),
                Instant.parse("2026-01-01T00:00:00Z"),
                new Originator("Example Shop", null, List.of()),
                new Destination(to, List.of(), List.of()),
                new Content("Your order", "Thank you.", null, List.of()),
                Extras.NONE);
    }

    public static Message withText(String text) {
        Message message = to("ann@example.com");
        return new Message(
                message.id(),
                message.date(),
                message.originator(),
                message.destination(),
                new Content("Your order", text, null, List.of()),
                Extras.NONE);
    }

    /** A message with every field set. */
    public static Message withEverything() {
        return new Message(
                MessageId.random(Instant.now(), new SecureRandom(), "example.org"),
                Instant.parse("2026-01-01T00:00:00.123Z"),
                new Originator(
                        "Jürgen",
                        EmailAddress.parse("shop@example.com"),
                        List.of(Mailbox.parse("Help <help@example.com>"))),
                new Destination(
                        List.of(Mailbox.parse("Ann <ann@example.com>"), Mailbox.parse("bob@example.com")),
                        List.of(Mailbox.parse("cc@example.com")),
                        List.of(Mailbox.parse("bcc@example.com"))),
                new Content(
                        "Grüße 😀",
                        "text\r\nwith lines",
                        "<p>\u00e4</p>",
                        List.of(
                                new Attachment("a.bin", "application/octet-stream", new byte[] {0, -1, 10, 13}, null),
                                new Attachment("logo.png", "image/png", new byte[] {1}, "logo"))),
                new Extras(Map.of("X-Order", "17"), List.of("orders", "böse"), Map.of("customer", "42")));
    }
}
