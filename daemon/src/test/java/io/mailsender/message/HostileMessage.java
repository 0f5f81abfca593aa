package io.mailsender.message;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A message with a hostile text in one place. */
public final class HostileMessage {

    private static final EmailAddress ADDRESS = EmailAddress.parse("a@b.example");

    private HostileMessage() {}

    /** Where callers' text goes. */
    public enum Place {
        FROM_NAME,
        TO_NAME,
        REPLY_TO_NAME,
        SUBJECT,
        TEXT,
        HTML,
        HEADER_NAME,
        HEADER_VALUE,
        FILENAME,
        CONTENT_TYPE,
        CONTENT_TYPE_PARAMETER,
        CONTENT_ID,
        TAG,
        METADATA_NAME,
        METADATA_VALUE;

        boolean isBody() {
            return this == TEXT || this == HTML;
        }

        boolean isInAPart() {
            return isBody() || name().startsWith("CONTENT") || this == FILENAME;
        }
    }

    /** A message with two files, one of them inline, and harmless texts in all other places. */
    public static Message of(Place place, String hostile) {
        Texts texts = new Texts(place, hostile);
        return new Message(
                new MessageId("0123456789abcdef0123456789abcdef", "example.org"),
                Instant.EPOCH,
                new Originator(
                        texts.at(Place.FROM_NAME, "F"),
                        null,
                        List.of(new Mailbox(texts.at(Place.REPLY_TO_NAME, "R"), ADDRESS))),
                new Destination(List.of(new Mailbox(texts.at(Place.TO_NAME, "T"), ADDRESS)), List.of(), List.of()),
                new Content(
                        texts.at(Place.SUBJECT, "S"),
                        texts.at(Place.TEXT, "t"),
                        texts.at(Place.HTML, "h"),
                        List.of(
                                new Attachment(
                                        texts.at(Place.FILENAME, "f.bin"),
                                        texts.at(
                                                Place.CONTENT_TYPE,
                                                "a/b; x=\"" + texts.at(Place.CONTENT_TYPE_PARAMETER, "y") + "\""),
                                        new byte[] {0, 10, 13, -1},
                                        null),
                                new Attachment("i.png", "image/png", new byte[0], texts.at(Place.CONTENT_ID, "i")))),
                new Extras(
                        Map.of(texts.at(Place.HEADER_NAME, "X-H"), texts.at(Place.HEADER_VALUE, "v")),
                        List.of(texts.at(Place.TAG, "t")),
                        Map.of(texts.at(Place.METADATA_NAME, "m"), texts.at(Place.METADATA_VALUE, "v"))));
    }

    private record Texts(Place place, String hostile) {
        String at(Place other, String harmless) {
            return other == place ? hostile : harmless;
        }
    }
}
