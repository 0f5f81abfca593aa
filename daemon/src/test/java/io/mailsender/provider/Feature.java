package io.mailsender.provider;

import io.mailsender.message.Attachment;
import io.mailsender.message.Calendar;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.testing.FaultyHttpServer.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Something that a message can have, with a message that has it. A marker in the request shows that the provider was given it. */
enum Feature {
    TEXT_ONLY("text without HTML", "the-text") {
        @Override
        Message message() {
            return with(new Content("s", "the-text", null, List.of()));
        }
    },
    HTML_ONLY("HTML without text", "the-html") {
        @Override
        Message message() {
            return with(new Content("s", null, "<p>the-html</p>", List.of()));
        }
    },
    NO_TEXT("neither text nor HTML", "the-subject") {
        @Override
        Message message() {
            return with(new Content("the-subject", null, null, List.of()));
        }
    },
    CC("`cc`", "cy@example.org") {
        @Override
        Message message() {
            return with(new Destination(TO, List.of(Mailbox.parse("cy@example.org")), List.of()));
        }
    },
    BCC("`bcc`", "dee@example.org") {
        @Override
        Message message() {
            return with(new Destination(TO, List.of(), List.of(Mailbox.parse("dee@example.org"))));
        }
    },
    BCC_ONLY("several `bcc` and no `to`", "dee@example.org") {
        @Override
        Message message() {
            return with(new Destination(
                    List.of(), List.of(), List.of(Mailbox.parse("dee@example.org"), Mailbox.parse("eve@example.org"))));
        }
    },
    SOME_RECIPIENTS("only some of the recipients (a retry)", "cy@example.org") {
        @Override
        Message message() {
            return CC.message();
        }

        @Override
        Envelope envelope(Message message) {
            return new Envelope(List.of(EmailAddress.parse("cy@example.org")));
        }
    },
    REPLY_TO("one `reply_to`", "help@example.com") {
        @Override
        Message message() {
            return from(Mailbox.parse("help@example.com"));
        }
    },
    SEVERAL_REPLY_TO("several `reply_to`", "second@example.com") {
        @Override
        Message message() {
            return from(Mailbox.parse("help@example.com"), Mailbox.parse("second@example.com"));
        }
    },
    ATTACHMENT("attachments", "the-attachment") {
        @Override
        Message message() {
            return with(file(null), "the text");
        }
    },
    INLINE("inline images", "the-attachment") {
        @Override
        Message message() {
            return with(file("logo@shop.example"), "<img src=\"cid:logo@shop.example\">");
        }
    },
    CALENDAR("an invitation (`calendar`)", "UID:the-event") {
        @Override
        Message message() {
            Calendar calendar = Calendar.parse(
                    "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:the-event\nEND:VEVENT\nEND:VCALENDAR", null);
            return with(new Content("s", "t", null, calendar, List.of()));
        }
    },
    HEADER("a header field `X-…`", "the-field") {
        @Override
        Message message() {
            return with(new Extras(Map.of("X-Order", "the-field"), List.of(), Map.of()));
        }
    },
    STANDARD_HEADER("another header field, such as `List-Unsubscribe`", "https://example.com/the-field") {
        @Override
        Message message() {
            return with(new Extras(Map.of("List-Unsubscribe", "<https://example.com/the-field>"), List.of(), Map.of()));
        }
    },
    MESSAGE_ID("the Message-ID of the first attempt", "<0123456789abcdef0123456789abcdef@example.org>") {
        @Override
        Message message() {
            return TEXT_ONLY.message();
        }
    },
    TAG("`tags`", "the-tag") {
        @Override
        Message message() {
            return with(new Extras(Map.of(), List.of("the-tag"), Map.of()));
        }
    },
    METADATA("`metadata`", "the-value") {
        @Override
        Message message() {
            return with(new Extras(Map.of(), List.of(), Map.of("name", "the-value")));
        }
    },
    OWN_ID("the daemon's id, for events", "0123456789abcdef0123456789abcdef") {
        @Override
        Message message() {
            return TEXT_ONLY.message();
        }
    };

    static final String LOST = "lost";

    /** Not passed on, which loses nothing that the recipient would see. */
    private static final String NO = "no";

    private static final List<Mailbox> TO = List.of(Mailbox.parse("ann@example.org"));
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{16,}={0,2}");

    private final String title;
    private final String marker;

    Feature(String title, String marker) {
        this.title = title;
        this.marker = marker;
    }

    abstract Message message();

    Envelope envelope(Message message) {
        return message.envelope();
    }

    String title() {
        return title;
    }

    /** What became of it: {@code yes}, {@code no}, {@link #LOST}, or the reason why the provider cannot carry it. */
    String result(Outcome outcome, List<Request> requests) {
        if (outcome instanceof Unavailable u && u.cause() == Cause.UNSUPPORTED && requests.isEmpty()) {
            return u.reply().text();
        }
        boolean isOptional = this == MESSAGE_ID || this == TAG || this == METADATA || this == OWN_ID;
        if (outcome instanceof Sent && requests.stream().anyMatch(request -> contains(request.text(), 3))) {
            return "yes";
        }
        return outcome instanceof Sent && isOptional ? NO : LOST;
    }

    private boolean contains(String text, int depth) {
        String unescaped = text.replace("\\/", "/").replace("\\u003c", "<").replace("\\u003e", ">");
        if (unescaped.contains(marker)) {
            return true;
        }
        // Base64 of a MIME message or of an attachment.
        return depth > 0
                && BASE64.matcher(text.replace("\r\n", "").replace("\\r\\n", ""))
                        .results()
                        .map(match -> match.group().substring(0, match.group().length() / 4 * 4))
                        .map(code -> new String(Base64.getDecoder().decode(code), StandardCharsets.UTF_8))
                        .anyMatch(decoded -> contains(decoded, depth - 1));
    }

    private static Attachment file(@Nullable String contentId) {
        return new Attachment(
                "logo.png", "image/png", "...the-attachment...".getBytes(StandardCharsets.UTF_8), contentId);
    }

    private static Message with(Attachment file, String html) {
        return with(new Content("s", "t", html, List.of(file)));
    }

    private static Message with(Content content) {
        return message(
                new Originator(null, null, List.of()), new Destination(TO, List.of(), List.of()), content, Extras.NONE);
    }

    private static Message with(Destination destination) {
        return message(
                new Originator(null, null, List.of()),
                destination,
                new Content("s", "t", null, List.of()),
                Extras.NONE);
    }

    private static Message with(Extras extras) {
        return message(
                new Originator(null, null, List.of()),
                new Destination(TO, List.of(), List.of()),
                new Content("s", "t", null, List.of()),
                extras);
    }

    private static Message from(Mailbox... replyTo) {
        return message(
                new Originator(null, null, List.of(replyTo)),
                new Destination(TO, List.of(), List.of()),
                new Content("s", "t", null, List.of()),
                Extras.NONE);
    }

    private static Message message(Originator originator, Destination destination, Content content, Extras extras) {
        return new Message(
                new MessageId("0123456789abcdef0123456789abcdef", "example.org"),
                Instant.parse("2026-01-07T10:00:00Z"),
                originator,
                destination,
                content,
                extras);
    }
}
