package io.mailsender.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Messages;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DestinationTest {

    @Test
    void keepsAnAddressOnce() {
        Destination destination = new Destination(
                mailboxes("Ann <ann@example.com>", "ann@EXAMPLE.com", "bob@example.com"),
                mailboxes("bob@Example.com", "cy@example.com"),
                mailboxes("ANN@example.com", "ann@example.COM", "cy@example.com", "dee@example.com"));

        assertThat(destination.to()).isEqualTo(mailboxes("Ann <ann@example.com>", "bob@example.com"));
        assertThat(destination.cc()).isEqualTo(mailboxes("cy@example.com"));
        // only the receiving host may interpret the local part
        assertThat(destination.bcc()).isEqualTo(mailboxes("ANN@example.com", "dee@example.com"));
        assertThat(destination.addresses()).hasSize(5);
    }

    @Test
    void writesAMailWithBccOnly() {
        assertThat(wire(List.of(), mailboxes("dee@example.com")))
                .contains("\r\nTo: undisclosed-recipients:;\r\n")
                .doesNotContain("dee@");
        assertThat(wire(mailboxes("cy@example.com"), List.of()))
                .contains("\r\nCc: cy@example.com\r\n")
                .doesNotContain("\r\nTo:");
    }

    @Test
    void namesOnlyTheRecipientsOfAnAttempt() {
        Destination whole = new Destination(
                mailboxes("Ann <ann@example.com>", "bob@example.com"),
                mailboxes("cy@example.com"),
                mailboxes("dee@example.com", "eve@example.com"));
        Envelope some = new Envelope(Stream.of("cy@example.com", "eve@example.com")
                .map(EmailAddress::parse)
                .toList());
        assertThat(whole.only(some))
                .isEqualTo(new Destination(List.of(), mailboxes("cy@example.com"), mailboxes("eve@example.com")));
        assertThat(whole.within(some))
                .contains(new Destination(mailboxes("cy@example.com"), List.of(), mailboxes("eve@example.com")));
        assertThat(whole.only(new Envelope(whole.addresses()))).isEqualTo(whole);
    }

    @Test
    void canBeRescheduled() {
        Message message = Messages.to("ann@example.com");
        Instant due = Instant.parse("2030-01-01T00:00:00Z");

        assertThat(message.withDate(due).date()).isEqualTo(due);
        assertThat(message.withDate(due).withDate(message.date())).isEqualTo(message);
    }

    private static String wire(List<Mailbox> cc, List<Mailbox> bcc) {
        Message message = Messages.to("ann@example.com");
        return new String(
                Mime.write(
                        new Message(
                                message.id(),
                                message.date(),
                                message.originator(),
                                new Destination(List.of(), cc, bcc),
                                message.content(),
                                message.extras()),
                        Mailbox.parse("a@b.example")),
                US_ASCII);
    }

    private static List<Mailbox> mailboxes(String... texts) {
        return Stream.of(texts).map(Mailbox::parse).toList();
    }
}
