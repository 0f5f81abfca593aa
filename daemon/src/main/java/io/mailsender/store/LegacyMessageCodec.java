package io.mailsender.store;

import io.mailsender.message.Attachment;
import io.mailsender.message.Calendar;
import io.mailsender.message.Content;
import io.mailsender.message.Destination;
import io.mailsender.message.DisplayName;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Extras;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Originator;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads messages as earlier versions stored them: a message may wait for 30 days. The first byte is the version of the format. */
final class LegacyMessageCodec {

    /** Without a calendar. */
    private static final int PLAIN = 1;

    private static final int VERSION = 2;

    private static final int NULL = -1;

    /** This many bytes contain the whole Message-ID. */
    static final int HEAD = 300;

    private LegacyMessageCodec() {}

    /**
     * The domain of a message's Message-ID.
     *
     * @param head its first {@link #HEAD} bytes, or all
     */
    static String domain(byte[] head) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(head))) {
            in.readByte();
            text(in);
            return text(in);
        } catch (IOException e) {
            throw new IllegalArgumentException("the content is cut short", e);
        }
    }

    /** @throws IllegalArgumentException if the bytes are not a message */
    static Message decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version < PLAIN || version > VERSION) {
                throw new IllegalArgumentException("the content has a format that this daemon does not know");
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
            throw new IllegalArgumentException("the content is cut short", e);
        }
    }

    private static @Nullable Calendar calendar(@Nullable String content, @Nullable String method) {
        return content == null || method == null ? null : new Calendar(content, method);
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
