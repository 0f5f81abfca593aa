package io.mailsender;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailsender.testing.FaultySmtpServer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A text that occurs nowhere else: where it appears, it has leaked. Another credential, or another place for a caller's text, is one line
 * here and its use in {@link CanaryTest}.
 */
enum Canary {
    MAILGUN_KEY(Kind.SECRET, "key-kanarienvogel-mailgun-5f1e"),
    SES_KEY_ID(Kind.CALLERS, "AKIAKANARIENVOGEL5F1"),
    SES_SECRET(Kind.SECRET, "wJalrXUtnFEMI-kanarienvogel-ses-5f1e"),
    SMTP_PASSWORD(Kind.SECRET, FaultySmtpServer.PASSWORD),
    DATABASE_PASSWORD(Kind.SECRET, "kanarienvogel-database-5f1e"),
    CALLER_KEY(Kind.SECRET, "kanarienvogel-caller-5f1e00112233445566778899"),
    WRONG_KEY(Kind.SECRET, "kanarienvogel-stranger-5f1e00112233445566778899"),

    TO(Kind.CALLERS, "kanarienvogel.to@example.com"),
    CC(Kind.CALLERS, "kanarienvogel.cc@example.com"),
    BCC(Kind.CALLERS, "kanarienvogel.bcc@example.com"),
    REPLY_TO(Kind.CALLERS, "kanarienvogel.reply@example.com"),
    VALIDATED(Kind.CALLERS, "kanarienvogel.validated@example.com"),
    INVALID_ADDRESS(Kind.CALLERS, "kanarienvogel invalid@@example.com"),
    NAME(Kind.CALLERS, "Kanarienvogel Name"),
    SUBJECT(Kind.CALLERS, "Kanarienvogel Subject"),
    TEXT(Kind.CONTENT, "Kanarienvogel Text, and more of it"),
    HTML(Kind.CONTENT, "<p>Kanarienvogel HTML</p>"),
    FILE_NAME(Kind.CALLERS, "kanarienvogel-file.pdf"),
    FILE(Kind.CONTENT, "Kanarienvogel File, and more of it"),
    HEADER(Kind.CALLERS, "Kanarienvogel Header"),
    TAG(Kind.CALLERS, "kanarienvogel-tag"),
    METADATA(Kind.CALLERS, "kanarienvogel-metadata"),
    IDEMPOTENCY_KEY(Kind.CALLERS, "kanarienvogel-idempotency-key"),
    UNKNOWN_FIELD(Kind.CALLERS, "kanarienvogel_field"),
    PATH(Kind.CALLERS, "kanarienvogel-path");

    /** Where it may appear. */
    enum Kind {
        /** Nowhere. */
        SECRET,
        /** In the store, and in responses to its caller. */
        CALLERS,
        /** Likewise, but in the store only until it is purged. */
        CONTENT
    }

    private final Kind kind;
    private final String text;

    Canary(Kind kind, String text) {
        this.kind = kind;
        this.text = text;
    }

    static List<Canary> of(Kind kind) {
        return Stream.of(values()).filter(canary -> canary.kind == kind).toList();
    }

    @Override
    public String toString() {
        return text;
    }

    String base64() {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** Whether a text contains it: in any case, percent-encoded, or in base64 as in HTTP, SMTP and JSON. */
    boolean isIn(byte[] bytes) {
        String haystack = new String(bytes, ISO_8859_1).toLowerCase(Locale.ROOT);
        String needle = text.toLowerCase(Locale.ROOT);
        return Stream.of(
                        needle,
                        needle.replace("@", "%40"),
                        needle.replace(" ", "%20"),
                        needle.replace(' ', '+'),
                        inBase64(""),
                        inBase64("api:"),
                        inBase64("\0" + FaultySmtpServer.USER + "\0"))
                .anyMatch(haystack::contains);
    }

    private String inBase64(String before) {
        String encoded = Base64.getEncoder()
                .withoutPadding()
                .encodeToString((before + text).getBytes(UTF_8))
                .toLowerCase(Locale.ROOT);
        // The last characters depend on what follows.
        return encoded.substring(0, encoded.length() - 2);
    }
}
