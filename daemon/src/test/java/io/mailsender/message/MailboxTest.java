package io.mailsender.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Shop <shop@example.com>",
                "shop@example.com",
                " shop@example.com ",
                "<shop@example.com>",
                "Ann <ann@bank.example> via Shop",
            })
    void refusesASenderNameWithAnAddress(String name) {
        assertThatThrownBy(() -> DisplayName.requireNoAddress(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from_address");
        if (name.contains("<")) {
            assertThatThrownBy(() -> Mailbox.parse("\"" + name + "\" <other@example.com>"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("angle brackets");
        }
    }

    /** Mailing lists and address books write such names. */
    @Test
    void acceptsAHarmlessAddressAsAName() {
        assertThat(DisplayName.requireNoAddress("ann@example.com via Shop")).isNotNull();
        assertThat(DisplayName.requireNoAddress("Shop @ Vienna")).isNotNull();
        assertThat(Mailbox.parse("\"ann@example.com\" <ann@example.com>").displayName())
                .isEqualTo("ann@example.com");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a@b.example | | a@b.example",
                "<a@b.example> | | a@b.example",
                "Jane Doe <a@b.example> | Jane Doe | Jane Doe <a@b.example>",
                "Jane<a@b.example> | Jane | Jane <a@b.example>",
                "Dr. J. Doe <a@b.example> | Dr. J. Doe | \"Dr. J. Doe\" <a@b.example>",
                "O'Neill & Sons! <a@b.example> | O'Neill & Sons! | O'Neill & Sons! <a@b.example>",
                "\"Doe, Jane\" <a@b.example> | Doe, Jane | \"Doe, Jane\" <a@b.example>",
                "\"say \\\"hi\\\" \\\\ \" <a@b.example> | `say \"hi\" \\ ` | =?UTF-8?B?c2F5ICJoaSIgXCA=?= <a@b.example>",
                "\"say \\\"hi\\\" \\\\.\" <a@b.example> | say \"hi\" \\. | \"say \\\"hi\\\" \\\\.\" <a@b.example>",
                "\"\" <a@b.example> | | a@b.example",
                "=?utf-8?q?x?= <a@b.example> | =?utf-8?q?x?= | =?UTF-8?B?PT91dGYtOD9xP3g/PQ==?= <a@b.example>",
                "Zoë <a@b.example> | Zoë | =?UTF-8?B?Wm/Dqw==?= <a@b.example>",
            })
    void readsAndWritesMailboxes(String text, String name, String headerValue) {
        Mailbox mailbox = Mailbox.parse(text);

        assertThat(mailbox).isEqualTo(new Mailbox(name, EmailAddress.parse("a@b.example")));
        assertThat(mailbox.headerValue()).isEqualTo(headerValue);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ">",
                "<>",
                "Jane",
                "Jane <>",
                "Jane <a@b.example> ",
                "Jane <a@b.example> x",
                "Jane <a@b.example>>",
                "Jane <<a@b.example>",
                "Jane < a@b.example>",
                "Doe, Jane <a@b.example>",
                "c@d.example, Jane <a@b.example>",
                "Jane <a@b.example>, Joe <c@d.example>",
                "a@b.example, c@d.example",
                "Team: a@b.example;",
                "Team: Jane <a@b.example>;",
                "Jane (home) <a@b.example>",
                "<@relay.example:a@b.example>",
                "\"Jane\" Doe <a@b.example>",
                "\"Jane <a@b.example>",
                "\" <a@b.example>",
                "\"Jane\\\" <a@b.example>",
                "\"a\"b\" <c@d.example>",
                "Jane \"Doe <a@b.example>",
                "Jane\\ <a@b.example>",
                "Jane \u202Eeod <a@b.example>",
                "Ja\u200Bne <a@b.example>",
                "Jane\n <a@b.example>",
                "\u2028Jane <a@b.example>",
                "Jane\uD800 <a@b.example>",
                "\"Jane\\\n\" <a@b.example>",
            })
    void refusesWhatIsNotOneMailbox(String text) {
        assertThatThrownBy(() -> Mailbox.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(
                        e -> assertThat(e.getMessage()).hasSizeBetween(10, 150).doesNotContain("b.example"));
    }

    @ParameterizedTest
    @MethodSource("io.mailsender.message.HostileText#withControls")
    void refusesNamesWithControls(String name) {
        EmailAddress address = EmailAddress.parse("a@b.example");

        assertThatThrownBy(() -> new Mailbox(name, address)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mailbox.parse(name + " <a@b.example>")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("io.mailsender.message.HostileText#long100k")
    void refusesLongText(String text) {
        assertThatThrownBy(() -> Mailbox.parse(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mailbox.parse("\"" + text + "\" <")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mailbox.parse("<" + text + ">")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void acceptsANameOf255Characters() {
        EmailAddress address = EmailAddress.parse("a@b.example");

        assertThat(new Mailbox("x".repeat(255), address).displayName()).hasSize(255);
        assertThatThrownBy(() -> new Mailbox("x".repeat(256), address)).isInstanceOf(IllegalArgumentException.class);
    }
}
