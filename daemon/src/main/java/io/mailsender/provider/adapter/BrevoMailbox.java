package io.mailsender.provider.adapter;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mailsender.message.CustomField;
import io.mailsender.message.Mailbox;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes a mailbox as Brevo's {@code {"email", "name"}}. */
final class BrevoMailbox {

    private static final int MAX_NAME = 70;

    /** RFC 5322, section 3.2.3, and the dot: a name with one must be quoted or encoded. */
    private static final String SPECIALS = "()<>[]:;@\\,\".";

    private BrevoMailbox() {}

    static boolean isNameTooLong(Mailbox mailbox) {
        String name = name(mailbox);
        return name != null && name.length() > MAX_NAME;
    }

    /** Whether the name is one that Brevo drops, or in Reply-To sends in raw UTF-8: not ASCII, with a comma or another special. */
    static boolean isMangled(@Nullable String name) {
        return name != null
                && name.chars().anyMatch(c -> c > 0x7F)
                && name.chars().anyMatch(c -> SPECIALS.indexOf(c) >= 0);
    }

    static void write(JsonGenerator json, Mailbox mailbox) throws IOException {
        json.writeStartObject();
        json.writeStringField("email", mailbox.address().toString());
        String name = name(mailbox);
        if (name != null) {
            json.writeStringField("name", name);
        }
        json.writeEndObject();
    }

    /** The name, encoded (RFC 2047) if Brevo would drop it otherwise, as in anymail/django-anymail (backends/brevo.py). */
    private static @Nullable String name(Mailbox mailbox) {
        String name = mailbox.displayName();
        return name != null && isMangled(name) ? CustomField.encode("To", name) : name;
    }
}
