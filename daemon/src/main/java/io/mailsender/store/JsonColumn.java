package io.mailsender.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.delivery.RecipientStatus.State;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Reply;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The column {@code recipients}, and the column {@code tags}. */
final class JsonColumn {

    private static final JsonFactory JSON = new JsonFactory();

    private JsonColumn() {}

    static String recipients(List<RecipientStatus> recipients) {
        return write(json -> {
            for (RecipientStatus recipient : recipients) {
                json.writeStartObject();
                json.writeStringField("address", recipient.address().toString());
                json.writeStringField("state", recipient.state().word());
                Reply reply = recipient.reply();
                if (reply != null) {
                    json.writeNumberField("status_code", reply.statusCode());
                    json.writeStringField("msg", reply.text());
                }
                if (recipient.tries() > 0) {
                    json.writeNumberField("tries", recipient.tries());
                }
                Instant due = recipient.due();
                if (due != null) {
                    json.writeNumberField("due", due.toEpochMilli());
                }
                json.writeEndObject();
            }
        });
    }

    static List<RecipientStatus> recipients(String text) {
        List<RecipientStatus> recipients = new ArrayList<>();
        read(text, json -> recipients.add(recipient(json)));
        return recipients;
    }

    static String strings(List<String> strings) {
        return write(json -> {
            for (String string : strings) {
                json.writeString(string);
            }
        });
    }

    static List<String> strings(String text) {
        List<String> strings = new ArrayList<>();
        read(text, json -> strings.add(json.getText()));
        return strings;
    }

    private static RecipientStatus recipient(JsonParser json) throws IOException {
        String address = "";
        State state = State.PENDING;
        int code = 0;
        String msg = null;
        int tries = 0;
        Instant due = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "address" -> address = json.getText();
                case "state" -> state = State.valueOf(json.getText().toUpperCase(Locale.ROOT));
                case "status_code" -> code = json.getIntValue();
                case "msg" -> msg = json.getText();
                case "tries" -> tries = json.getIntValue();
                case "due" -> due = Instant.ofEpochMilli(json.getLongValue());
                default -> json.skipChildren();
            }
        }
        return new RecipientStatus(
                EmailAddress.stored(address), state, msg == null ? null : new Reply(code, msg), tries, due);
    }

    private static String write(Writing content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            content.to(json);
            json.writeEndArray();
        } catch (IOException e) {
            throw new IllegalStateException("memory has no I/O errors", e);
        }
        return text.toString();
    }

    private static void read(String text, Reading entry) {
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                entry.from(json);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a column that is no JSON", e);
        }
    }

    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    private interface Reading {
        void from(JsonParser json) throws IOException;
    }
}
