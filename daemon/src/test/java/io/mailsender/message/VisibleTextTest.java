package io.mailsender.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", // Persian
                "\u0645\u064E\u06CC\u0650\u200C\u062E", // with vowel marks
                "\u0915\u094D\u200D\u0937", // Devanagari, a half form
                "\u09B0\u200D\u09CD\u09AF", // Bengali, ra before a joiner
                "\u0D30\u0D3E\u0D1C\u0D28\u0D4D\u200D", // Malayalam, a chillu at the end
                "\u0DC1\u0DCA\u200D\u0DBB\u0DD3", // Sinhala
                "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67", // a family
                "\uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08 Shop", // a rainbow flag
                "\uD83D\uDC69\uD83C\uDFFD\u200D\u2695\uFE0F", // a doctor with a skin tone
                "\u2764\uFE0F 1\uFE0F\u20E3 \u2139\uFE0F",
                "\u845B\uDB40\uDD00", // a variant of an ideograph
                "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67\uDB40\uDC7F", // England
            })
    void keepsCharactersThatAWordOrAnEmojiNeeds(String name) {
        assertThat(new Mailbox(name, EmailAddress.parse("a@b.example")).displayName())
                .isEqualTo(name);
        assertThat(new Attachment(name + ".pdf", "a/b", new byte[0], null).filename())
                .isEqualTo(name + ".pdf");
        assertThat(new Content(name, null, null, List.of()).subject()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pay\u200Dpal",
                "pay\u200Cpal",
                "\u200D\u0645",
                "\u0645\u200C\u200C\u062E",
                "a\uFE0F",
                "a\uDB40\uDD00",
                "\u4E2D\uDB40\uDD00\uDB40\uDD01",
                "\uD83D\uDC69\u200D",
                "\uD83D\uDC69\u200Da",
                "a\u202Eb",
                "a\u2066b",
                "\u0645\u200F",
                "a\u00ADb",
                "\uFEFFa",
                "a\u2800",
                "\uD83C\uDFF4\uDB40\uDC68\uDB40\uDC69\uDB40\uDC7F", // a flag that does not exist
                "\uD83D\uDE00\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67\uDB40\uDC7F",
            })
    void refusesInvisibleAndBidirectionalCharacters(String name) {
        assertThatThrownBy(() -> new Mailbox(name, EmailAddress.parse("a@b.example")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("invisible");
        assertThat(new Attachment("x" + name + ".pdf", "a/b", new byte[0], null).filename())
                .hasSizeLessThan(("x" + name + ".pdf").length());
        assertThat(DisplayName.stored("x" + name)).isNotNull();
    }
}
