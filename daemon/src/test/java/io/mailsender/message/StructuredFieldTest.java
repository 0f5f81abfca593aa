package io.mailsender.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.testing.Messages;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Structured fields are sent unencoded. */
class StructuredFieldTest {

    private static final String UNSUBSCRIBE = "<https://example.com/u?next=?a&t=1>, <mailto:u@example.com>";

    // odoo/odoo#289182: a one-click unsubscribe link was split into encoded words
    private static final String ODOO =
            "<https://yourdb.odoo.com/mailing/20/unsubscribe_oneclick?document_id=279&email=user%40gmail.com"
                    + "&hash_token=cf90d03a1ceb04833c9577ae067a3b959a635bf055038388aab39e3887d86433fee819d646d8f66a2cc61ad48977399438c393f7cc236a49c5f>";

    @ParameterizedTest
    @ValueSource(strings = {UNSUBSCRIBE, ODOO, "List-Unsubscribe=One-Click", "<a=?utf-8?q?b?=@c.example>", "  <x>  "})
    void neverBecomesEncodedWords(String value) {
        for (String name :
                List.of("List-Unsubscribe", "LIST-ID", "References", "In-Reply-To", "Auto-Submitted", "Feedback-ID")) {
            CustomField.require(name, value);

            assertThat(unfolded(name, value)).contains("\r\n" + name + ": " + value.strip() + "\r\n");
        }
    }

    @Test
    void foldsAtSpacesAndKeepsALongLink() {
        String link = "<https://example.com/" + "x".repeat(950) + ">";
        String wire = wire("List-Unsubscribe", link);

        assertThat(wire).contains("\r\nList-Unsubscribe: " + link + "\r\n");
        assertThat(wire("List-Unsubscribe", UNSUBSCRIBE + ", " + ODOO)
                        .lines()
                        .filter(line -> line.contains("<"))
                        .map(String::strip))
                .contains("List-Unsubscribe: <https://example.com/u?next=?a&t=1>,", "<mailto:u@example.com>,", ODOO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "List-Unsubscribe",
                "list-anything",
                "References",
                "In-Reply-To",
                "Precedence",
                "X-Priority",
                "Sensitivity",
                "Disposition-Notification-To",
                "Return-Receipt-To",
                "Feedback-ID",
            })
    void refusesNonAsciiValues(String name) {
        assertThatThrownBy(() -> CustomField.require(name, "<https://example.com/ü>"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ASCII");
        // a value that an earlier version accepted is written as that version did
        assertThatCode(() -> new Extras(Map.of(name, "ü"), List.of(), Map.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Organization", "Comments", "X-Anything"})
    void unstructuredFieldsAreEncoded(String name) {
        CustomField.require(name, "Müller & Söhne");
        assertThat(CustomField.encode(name, "Müller")).startsWith("=?UTF-8?");
    }

    private static String unfolded(String name, String value) {
        return wire(name, value).replace("\r\n ", " ");
    }

    private static String wire(String name, String value) {
        Message message = Messages.to("ann@example.com");
        Extras extras = new Extras(Map.of(name, value), List.of(), Map.of());
        return new String(
                Mime.write(
                        new Message(
                                message.id(),
                                message.date(),
                                message.originator(),
                                message.destination(),
                                message.content(),
                                extras),
                        Mailbox.parse("a@b.example")),
                US_ASCII);
    }
}
