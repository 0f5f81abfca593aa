package io.mailsender.store;

import io.mailsender.message.Attachment;
import io.mailsender.message.Calendar;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.DisplayName;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.ExactSizeBuffer;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as the store keeps it. The first byte is the version of the format: a message may wait for a month, and is then read by a
 * newer daemon.
 */
final class MessageCodec {

    /** The one without a calendar, which every daemon can read; so a message that has none is written in it. */
    private static final int PLAIN = 1;

    private static final int VERSION = 2;

    private static final int NULL = -1;

    /** In so many bytes is the whole Message-ID. */
    static final int HEAD = 300;

    private MessageCodec() {}

    static byte[] encode(Message message) {
        return ExactSizeBuffer.of(out -> write(new DataOutputStream(out), message));
    }

    private static void write(DataOutputStream out, Message message) throws IOException {
        Calendar calendar = message.content().calendar();
        out.writeByte(calendar == null ? PLAIN : VERSION);
        write(out, message.id().value());
        write(out, message.id().domain());
        out.writeLong(message.date().toEpochMilli());
        write(out, message.originator().displayName());
        EmailAddress address = message.originator().address();
        write(out, address == null ? null : address.toString());
        writeMailboxes(out, message.originator().replyTo());
        writeMailboxes(out, message.destination().to());
        writeMailboxes(out, message.destination().cc());
        writeMailboxes(out, message.destination().bcc());
        write(out, message.content().subject());
        write(out, message.content().text());
        write(out, message.content().html());
        if (calendar != null) {
            write(out, calendar.content());
            write(out, calendar.method());
        }
        out.writeInt(message.content().attachments().size());
        for (Attachment file : message.content().attachments()) {
            write(out, file.filename());
            write(out, file.contentType());
            write(out, file.contentId());
            writeBytes(out, file.content());
        }
        writeMap(out, message.extras().headers());
        out.writeInt(message.extras().tags().size());
        for (String tag : message.extras().tags()) {
            write(out, tag);
        }
        writeMap(out, message.extras().metadata());
    }

    /**
     * What stands behind the {@code @} of a message's Message-ID.
     *
     * @param head its first bytes, {@link #HEAD} of them or all
     */
    static String domain(byte[] head) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(head))) {
            in.readByte();
            text(in);
            return text(in);
        } catch (IOException e) {
            throw new IllegalArgumentException("a message that is cut short", e);
        }
    }

    /** @throws IllegalArgumentException where these bytes are no message */
    static Message decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version < PLAIN || version > VERSION) {
                throw new IllegalArgumentException("a message in the format of a newer daemon");
            }
            MessageId id = new MessageId(text(in), text(in));
            Instant date = Instant.ofEpochMilli(in.readLong());
            String displayName = DisplayName.stored(read(in));
            String address = read(in);
            Originator originator =
                    new Originator(displayName, address == null ? null : EmailAddress.stored(address), mailboxes(in));
            Destination destination = new Destination(mailboxes(in), mailboxes(in), mailboxes(in));
            String subject = text(in);
            String plain = read(in);
            String html = read(in);
            Calendar calendar = version == PLAIN ? null : calendar(read(in), read(in));
            List<Attachment> attachments = new ArrayList<>();
            for (int n = in.readInt(); n > 0; n--) {
                String filename = text(in);
                String contentType = text(in);
                String contentId = read(in);
                byte[] content = readBytes(in);
                attachments.add(
                        new Attachment(filename, contentType, content == null ? new byte[0] : content, contentId));
            }
            Content content = new Content(subject, plain, html, calendar, attachments);
            Map<String, String> headers = map(in);
            List<String> tags = new ArrayList<>();
            for (int n = in.readInt(); n > 0; n--) {
                tags.add(text(in));
            }
            return new Message(id, date, originator, destination, content, new Extras(headers, tags, map(in)));
        } catch (IOException e) {
            throw new IllegalArgumentException("a message that is cut short", e);
        }
    }

    private static @Nullable Calendar calendar(@Nullable String content, @Nullable String method) {
        return content == null || method == null ? null : new Calendar(content, method);
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        writeBytes(out, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    private static void writeBytes(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? NULL : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static void writeMailboxes(DataOutputStream out, List<Mailbox> mailboxes) throws IOException {
        out.writeInt(mailboxes.size());
        for (Mailbox mailbox : mailboxes) {
            write(out, mailbox.displayName());
            write(out, mailbox.address().toString());
        }
    }

    private static void writeMap(DataOutputStream out, Map<String, String> map) throws IOException {
        out.writeInt(map.size());
        for (Map.Entry<String, String> entry : map.entrySet()) {
            write(out, entry.getKey());
            write(out, entry.getValue());
        }
    }

    private static @Nullable String read(DataInputStream in) throws IOException {
        byte[] bytes = readBytes(in);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static String text(DataInputStream in) throws IOException {
        String text = read(in);
        if (text == null) {
            throw new IOException("a text is missing");
        }
        return text;
    }

    private static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == NULL ? null : in.readNBytes(length);
    }

    private static List<Mailbox> mailboxes(DataInputStream in) throws IOException {
        List<Mailbox> mailboxes = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            mailboxes.add(new Mailbox(DisplayName.stored(read(in)), EmailAddress.stored(text(in))));
        }
        return mailboxes;
    }

    private static Map<String, String> map(DataInputStream in) throws IOException {
        Map<String, String> map = new LinkedHashMap<>();
        for (int n = in.readInt(); n > 0; n--) {
            map.put(text(in), text(in));
        }
        return map;
    }
}
