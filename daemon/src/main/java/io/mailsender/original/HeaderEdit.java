package io.mailsender.original;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailsender.message.Mailbox;
import io.mailsender.message.MessageId;
import io.mailsender.original.MailHeader.Field;
import java.io.ByteArrayOutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/** Adds fields to a mail and removes fields from it. All other bytes stay as they are. */
final class HeaderEdit {

    // RFC 5322, section 3.3.
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final Set<String> BLIND = Set.of("bcc", "resent-bcc");

    /** Fields that stand for nothing if they are blank, so that the missing one is added. */
    private static final Set<String> NOT_BLANK = Set.of("from", "date", "message-id");

    private final byte[] mail;
    private final MailHeader header;
    private final ByteArrayOutputStream out;

    HeaderEdit(byte[] mail, MailHeader header) {
        this.mail = mail;
        this.header = header;
        this.out = new ByteArrayOutputStream(mail.length + 1024);
    }

    /** @param from the sender, for a mail without a From field */
    byte[] write(Arrival arrival, MessageId id, Mailbox from) {
        String date = DATE.format(arrival.time());
        line("Received: " + arrival.trace());
        line("\twith " + arrival.protocol() + " id " + id.value() + ";");
        line("\t" + date);
        addMissing("date", "Date: " + date);
        addMissing("message-id", "Message-ID: " + id.headerValue());
        addMissing("from", "From: " + from.headerValue());
        int at = 0;
        for (Field field : header.fields()) {
            if (isRemoved(field)) {
                out.write(mail, at, field.start() - at);
                at = field.end();
            }
        }
        out.write(mail, at, header.end() - at);
        if (header.end() > at && mail[header.end() - 1] != '\n') {
            line("");
        }
        line("");
        out.write(mail, header.bodyStart(), mail.length - header.bodyStart());
        return out.toByteArray();
    }

    private static boolean isRemoved(Field field) {
        return BLIND.contains(field.name())
                || ControlField.isOne(field.name())
                || NOT_BLANK.contains(field.name()) && field.value().isEmpty();
    }

    private void addMissing(String name, String field) {
        if (header.first(name).isEmpty()) {
            line(field);
        }
    }

    private void line(String text) {
        byte[] bytes = text.getBytes(text.chars().allMatch(c -> c < 0x80) ? US_ASCII : UTF_8);
        out.write(bytes, 0, bytes.length);
        out.write('\r');
        out.write('\n');
    }
}
