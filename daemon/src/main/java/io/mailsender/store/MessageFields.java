package io.mailsender.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
import io.mailsender.original.OriginalMail;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one stored message, in any order. */
final class MessageFields {

    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, List<Mailbox>> mailboxes = new LinkedHashMap<>();
    private final List<Attachment> attachments = new ArrayList<>();
    private final List<String> tags = new ArrayList<>();
    private Map<String, String> headers = Map.of();
    private Map<String, String> metadata = Map.of();
    private long date;
    private byte @Nullable [] original;
    private boolean isReport;

    /** @param cbor at the start of the map */
    MessageFields(JsonParser cbor) throws IOException {
        while (cbor.nextToken() == JsonToken.FIELD_NAME) {
            String field = cbor.currentName();
            cbor.nextToken();
            switch (field) {
                case "date" -> date = cbor.getLongValue();
                case "reply_to", "to", "cc", "bcc" -> mailboxes.put(field, mailboxes(cbor));
                case "attachments" -> readAttachments(cbor);
                case "headers" -> headers = map(cbor);
                case "metadata" -> metadata = map(cbor);
                case "tags" -> readTags(cbor);
                case "original" -> original = cbor.getBinaryValue();
                case "report" -> isReport = cbor.getBooleanValue();
                default -> readText(cbor, field);
            }
        }
        if (cbor.currentToken() != JsonToken.END_OBJECT) {
            throw new IllegalArgumentException("the content is cut short");
        }
    }

    private void readText(JsonParser cbor, String field) throws IOException {
        if (cbor.currentToken() == JsonToken.VALUE_STRING) {
            texts.put(field, cbor.getText());
        } else {
            cbor.skipChildren();
        }
    }

    Message message() {
        String address = texts.get("from");
        String calendar = texts.get("calendar");
        Message message = new Message(
                new MessageId(required("id"), required("domain"), texts.get("original_id")),
                Instant.ofEpochMilli(date),
                new Originator(
                        DisplayName.stored(texts.get("display_name")),
                        address == null ? null : EmailAddress.stored(address),
                        mailboxes("reply_to")),
                new Destination(mailboxes("to"), mailboxes("cc"), mailboxes("bcc")),
                new Content(
                        required("subject"),
                        texts.get("text"),
                        texts.get("html"),
                        calendar == null ? null : new Calendar(calendar, required("calendar_method")),
                        attachments),
                new Extras(headers, tags, metadata),
                texts.get("route"));
        return original == null ? message : OriginalMail.withBytes(message, original, isReport);
    }

    private String required(String field) {
        String text = texts.get(field);
        if (text == null) {
            throw new IllegalArgumentException("the content has no " + field);
        }
        return text;
    }

    private List<Mailbox> mailboxes(String field) {
        return mailboxes.getOrDefault(field, List.of());
    }

    private static List<Mailbox> mailboxes(JsonParser cbor) throws IOException {
        List<Mailbox> mailboxes = new ArrayList<>();
        while (cbor.nextToken() == JsonToken.START_OBJECT) {
            Map<String, String> fields = map(cbor);
            mailboxes.add(new Mailbox(
                    DisplayName.stored(fields.get("display_name")), EmailAddress.stored(value(fields, "address"))));
        }
        return mailboxes;
    }

    private void readAttachments(JsonParser cbor) throws IOException {
        while (cbor.nextToken() == JsonToken.START_OBJECT) {
            Map<String, String> fields = new LinkedHashMap<>();
            byte @Nullable [] content = null;
            while (cbor.nextToken() == JsonToken.FIELD_NAME) {
                String field = cbor.currentName();
                JsonToken value = cbor.nextToken();
                if (value == JsonToken.VALUE_EMBEDDED_OBJECT) {
                    content = cbor.getBinaryValue();
                } else if (value == JsonToken.VALUE_STRING) {
                    fields.put(field, cbor.getText());
                } else {
                    cbor.skipChildren();
                }
            }
            if (content == null) {
                throw new IllegalArgumentException("an attachment has no content");
            }
            attachments.add(new Attachment(
                    value(fields, "filename"), value(fields, "content_type"), content, fields.get("content_id")));
        }
    }

    private void readTags(JsonParser cbor) throws IOException {
        while (cbor.nextToken() == JsonToken.VALUE_STRING) {
            tags.add(cbor.getText());
        }
    }

    private static Map<String, String> map(JsonParser cbor) throws IOException {
        Map<String, String> map = new LinkedHashMap<>();
        while (cbor.nextToken() == JsonToken.FIELD_NAME) {
            String field = cbor.currentName();
            if (cbor.nextToken() == JsonToken.VALUE_STRING) {
                map.put(field, cbor.getText());
            } else {
                cbor.skipChildren();
            }
        }
        return map;
    }

    private static String value(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a field has no " + name);
        }
        return value;
    }
}
