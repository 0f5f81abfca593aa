package io.mailsender.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagePartsTest {

    @ParameterizedTest
    @CsvSource({
        "../../etc/passwd, passwd",
        "C:\\dir\\a.txt, a.txt",
        "a/b\\c.txt, c.txt",
        "résumé.pdf, résumé.pdf",
        "invoice\u202Efdp.exe, invoicefdp.exe",
    })
    void keepsTheBaseNameOfAFile(String path, String name) {
        assertThat(attachment(path, "a/b", null).filename()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "a/", "a\\", "\u202E", "a\0.txt", "a\n/b.txt", "a\u0085.txt", "a/\r\n"})
    void refusesFilesWithoutAName(String path) {
        assertThatThrownBy(() -> attachment(path, "a/b", null)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/pdf",
                "text/calendar; charset=utf-8; method=REQUEST",
                "text/plain;charset=\"utf-8\"",
                "application/vnd.oasis.opendocument.text",
                "image/svg+xml",
                "a/b; x=\"with space; and = signs\"",
            })
    void acceptsMediaTypes(String type) {
        assertThat(attachment("f", type, null).contentType()).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pdf",
                "/",
                "a/",
                "/b",
                "a/b/c",
                "a b/c",
                "a/b;",
                "a/b; ",
                "a/b; x",
                "a/b; x=",
                "a/b; =y",
                "a/b; x=\"y",
                "a/b; x=\"y\"z",
                "a/b; x=\"\\\"\"",
                "a/b; x=ü",
                "a/b; x=y, c/d",
                "a/b\r\nX: y",
                "ä/b",
            })
    void refusesInvalidMediaTypes(String type) {
        assertThatThrownBy(() -> attachment("f", type, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the content type must have the form");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "<a@b>", "a b", "a\r\nb", "ü", "a\"b"})
    void refusesContentIdsThatBreakTheirField(String id) {
        assertThatThrownBy(() -> attachment("f", "a/b", id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void createsUniqueIds() {
        SecureRandom random = new SecureRandom();
        Set<MessageId> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            ids.add(MessageId.random(Instant.now(), random, "example.org"));
        }
        assertThat(ids).hasSize(1000).allMatch(id -> id.value().matches("[0-9a-f]{32}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789abcdef0123456789abcde",
                "0123456789abcdef0123456789abcdef0",
                "0123456789ABCDEF0123456789ABCDEF",
                "0123456789abcdef0123456789abcde\n",
                "0123456789abcdef0123456789abcde\u0661",
            })
    void refusesInvalidIds(String value) {
        assertThatThrownBy(() -> new MessageId(value, "example.org")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "ä", "a\r\nb", "a\0"})
    void refusesInvalidHeaderFieldNames(String name) {
        assertThatThrownBy(() -> CustomField.require(name, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsHeaderFieldsToTheLowestLimitOfAllProviders() {
        assertThatCode(() -> CustomField.require("X", "y ".repeat(497) + "y")).doesNotThrowAnyException();
        assertThatCode(() -> CustomField.require("X".repeat(126), "y".repeat(870)))
                .doesNotThrowAnyException();
        for (List<String> field : List.of(
                List.of("X", "y".repeat(996)),
                List.of("X".repeat(127), "y"),
                List.of("X".repeat(126), "y".repeat(871)),
                List.of("X", "ü".repeat(500)))) {
            assertThatThrownBy(() -> CustomField.require(field.get(0), field.get(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void limitsSubjectsAndFileNames() {
        assertThat(new Content("s".repeat(998), null, null, List.of()).subject())
                .hasSize(998);
        assertThatThrownBy(() -> new Content("s".repeat(999), null, null, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(attachment("ü".repeat(127), "a/b", null).filename()).hasSize(127);
        assertThatThrownBy(() -> attachment("ü".repeat(128), "a/b", null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void findsMessagesThatNeedSmtpUtf8() {
        assertThat(message("a@b.example", "c@d.example").isInternationalized()).isFalse();
        assertThat(message("δοκιμή@b.example", "c@d.example").isInternationalized())
                .isTrue();
        Message toReplyTo = message("a@b.example", "δοκιμή@d.example");
        assertThat(toReplyTo.isInternationalized()).isTrue();
        assertThatThrownBy(() -> Mime.write(toReplyTo, Mailbox.parse("a@b.example")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Message message(String to, String replyTo) {
        return new Message(
                MessageId.random(Instant.now(), new SecureRandom(), "example.org"),
                Instant.EPOCH,
                new Originator(null, null, List.of(Mailbox.parse(replyTo))),
                new Destination(List.of(Mailbox.parse(to)), List.of(), List.of()),
                new Content("s", null, null, List.of()),
                Extras.NONE);
    }

    private static Attachment attachment(String filename, String type, @Nullable String id) {
        return new Attachment(filename, type, new byte[0], id);
    }
}
