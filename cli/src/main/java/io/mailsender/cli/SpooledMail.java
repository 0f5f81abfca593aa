package io.mailsender.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mail as it is in the spool: lines {@code name: value} for the envelope, an empty line, and the mail's bytes.
 *
 * @param id the time and the idempotency key; files sort by it
 * @param uncertainSince when a first attempt began whose outcome is not known; {@code null} if the daemon certainly has not got the mail
 * @param reason why the mail is not sent; {@code null} if nothing is known
 */
record SpooledMail(
        String id,
        PreparedMail mail,
        @Nullable Instant uncertainSince,
        @Nullable String reason) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String FORMAT = "mail-sender-spool: 1";

    static SpooledMail create(PreparedMail mail, Instant now) {
        return new SpooledMail(TIME.format(now) + "-" + UUID.randomUUID(), mail, null, null);
    }

    String idempotencyKey() {
        return id.substring(id.indexOf('-') + 1);
    }

    /** Empty if somebody has renamed the file. */
    Optional<Instant> spooledAt() {
        try {
            return Optional.of(Instant.from(TIME.parse(id.substring(0, Math.max(0, id.indexOf('-'))))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    SpooledMail uncertain(Instant since) {
        return uncertainSince == null ? new SpooledMail(id, mail, since, reason) : this;
    }

    SpooledMail because(String text) {
        return new SpooledMail(id, mail, uncertainSince, TerminalText.oneLine(text));
    }

    /** As if nothing were known about it. */
    SpooledMail forgotten() {
        return new SpooledMail(id, mail, null, null);
    }

    byte[] toBytes() {
        StringBuilder envelope = new StringBuilder(FORMAT).append('\n');
        add("sender", mail.sender(), envelope);
        mail.recipients().forEach(recipient -> add("recipient", recipient, envelope));
        add("uncertain-since", uncertainSince, envelope);
        add("reason", reason, envelope);
        ByteArrayOutputStream file = new ByteArrayOutputStream(mail.bytes().length + 1024);
        file.writeBytes(envelope.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        file.writeBytes(mail.bytes());
        return file.toByteArray();
    }

    private static void add(String name, @Nullable Object value, StringBuilder envelope) {
        if (value != null) {
            envelope.append(name).append(": ").append(value).append('\n');
        }
    }

    /** @throws IOException if this is no mail of a spool, or one of a newer version */
    static SpooledMail parse(String id, byte[] file) throws IOException {
        int from = 0;
        String sender = null;
        Instant uncertain = null;
        String reason = null;
        List<String> recipients = new ArrayList<>();
        while (true) {
            int end = from;
            while (end < file.length && file[end] != '\n') {
                end++;
            }
            String line = new String(file, from, end - from, StandardCharsets.UTF_8);
            if (from == 0 ? !line.equals(FORMAT) : end == file.length) {
                throw new IOException("not a mail of the spool: " + id);
            }
            from = end + 1;
            if (line.isEmpty()) {
                break;
            }
            String value = line.substring(line.indexOf(' ') + 1);
            switch (line.substring(0, line.indexOf(':') + 1)) {
                case "sender:" -> sender = value;
                case "recipient:" -> recipients.add(value);
                case "uncertain-since:" -> uncertain = instant(value, id);
                case "reason:" -> reason = value;
                default -> {}
            }
        }
        byte[] bytes = Arrays.copyOfRange(file, from, file.length);
        return new SpooledMail(id, new PreparedMail(sender, List.copyOf(recipients), bytes), uncertain, reason);
    }

    private static Instant instant(String value, String id) throws IOException {
        try {
            return Instant.parse(value);
        } catch (DateTimeException e) {
            throw new IOException("not a mail of the spool: " + id, e);
        }
    }
}
