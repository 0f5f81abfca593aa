package io.mailsender.submission;

import com.fasterxml.jackson.core.JsonToken;
import io.mailsender.http.Base64Bytes;
import io.mailsender.http.JsonFields;
import io.mailsender.http.ProblemException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads messages from JSON. */
final class SendRequestParser {

    private final JsonFields json;
    private @Nullable String from;
    private @Nullable String fromAddress;
    private @Nullable List<String> to;
    private @Nullable List<String> cc;
    private @Nullable List<String> bcc;
    private @Nullable List<String> replyTo;
    private @Nullable String subject;
    private @Nullable String text;
    private @Nullable String html;
    private @Nullable CalendarRequest calendar;
    private @Nullable List<AttachmentRequest> attachments;
    private @Nullable Map<String, String> headers;
    private @Nullable List<String> tags;
    private @Nullable Map<String, String> metadata;
    private @Nullable String onUnknown;
    private @Nullable String priority;
    private @Nullable Instant sendAt;

    private SendRequestParser(JsonFields json) {
        this.json = json;
    }

    /** @throws ProblemException 400, naming the field */
    static SendRequest parse(JsonFields json) throws IOException {
        SendRequestParser message = new SendRequestParser(json);
        message.json.only(message::field);
        return message.request();
    }

    /** @throws ProblemException 400, naming the field: one malformed message fails the whole batch */
    static BatchRequest parseBatch(JsonFields json) throws IOException {
        List<SendRequest> messages = new ArrayList<>();
        json.only(name -> {
            if (!name.equals("messages")) {
                throw json.unknown();
            }
            List<SendRequest> list = json.list(start -> {
                SendRequestParser message = new SendRequestParser(json);
                json.object(start, message::field);
                return message.request();
            });
            messages.addAll(list == null ? List.of() : list);
        });
        return new BatchRequest(messages);
    }

    private SendRequest request() {
        return new SendRequest(
                from,
                fromAddress,
                to,
                cc,
                bcc,
                replyTo,
                subject,
                text,
                html,
                calendar,
                attachments,
                headers,
                tags,
                metadata,
                onUnknown,
                priority,
                sendAt);
    }

    private void field(String name) throws IOException {
        switch (name) {
            case "from" -> from = json.string();
            case "from_address" -> fromAddress = json.string();
            case "to" -> to = json.strings();
            case "cc" -> cc = json.strings();
            case "bcc" -> bcc = json.strings();
            case "reply_to" -> replyTo = json.strings();
            case "subject" -> subject = json.string();
            case "text" -> text = json.string();
            case "html" -> html = json.string();
            case "calendar" -> calendar = calendar();
            case "attachments" -> attachments = json.list(this::attachment);
            case "headers" -> headers = json.map();
            case "tags" -> tags = json.strings();
            case "metadata" -> metadata = json.map();
            case "on_unknown" -> onUnknown = json.string();
            case "priority" -> priority = json.string();
            case "send_at" -> sendAt = json.instant();
            default -> throw json.unknown();
        }
    }

    private @Nullable CalendarRequest calendar() throws IOException {
        Attached calendar = new Attached();
        boolean given = json.object(name -> {
            switch (name) {
                case "content" -> calendar.text = json.string();
                case "method" -> calendar.method = json.string();
                default -> throw json.unknown();
            }
        });
        return given ? new CalendarRequest(calendar.text, calendar.method) : null;
    }

    private AttachmentRequest attachment(JsonToken start) throws IOException {
        Attached attached = new Attached();
        json.object(start, name -> {
            switch (name) {
                case "filename" -> attached.filename = json.string();
                case "content_type" -> attached.contentType = json.string();
                case "content" -> attached.content = json.base64();
                case "content_id" -> attached.contentId = json.string();
                default -> throw json.unknown();
            }
        });
        return new AttachmentRequest(attached.filename, attached.contentType, attached.content, attached.contentId);
    }

    private static final class Attached {
        private @Nullable String filename;
        private @Nullable String contentType;
        private @Nullable Base64Bytes content;
        private @Nullable String text;
        private @Nullable String contentId;
        private @Nullable String method;
    }
}
