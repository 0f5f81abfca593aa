package io.mailsender.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    @ParameterizedTest
    @MethodSource("io.mailsender.message.AddressCase#hardAccept")
    void acceptsUniversalAddresses(AddressCase c) {
        EmailAddress address = EmailAddress.parse(c.address());

        assertThat(address.toString()).isEqualTo(c.sentAs()).matches("[ -~]+");
        assertThat(address.isInternationalized()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("io.mailsender.message.AddressCase#hardReject")
    void refusesInvalidAddresses(AddressCase c) {
        assertRefused(c.address());
    }

    @ParameterizedTest
    @MethodSource("io.mailsender.message.AddressCase#eai")
    void acceptsInternationalizedAddresses(AddressCase c) {
        EmailAddress address = EmailAddress.parse(c.address());

        assertThat(address.isInternationalized()).isTrue();
        assertThat(address.localPart())
                .isEqualTo(c.address().substring(0, c.address().lastIndexOf('@')));
        assertThat(address.domain()).matches("[a-z0-9.-]+");
    }

    /** The cases that docs/addresses.md explains: all are refused except words in other scripts. */
    @ParameterizedTest
    @MethodSource("io.mailsender.message.AddressCase#policy")
    void decidesWhereTheSourcesDisagree(AddressCase c) {
        String localPart = c.address().substring(0, Math.max(c.address().lastIndexOf('@'), 0));
        if (c.reason().equals("needs-SMTPUTF8") && localPart.matches("[\\p{L}\\p{M}\\p{Nd}.]+")) {
            assertThat(EmailAddress.parse(c.address()).isInternationalized()).isTrue();
        } else {
            assertRefused(c.address());
        }
    }

    @Test
    void readsEveryCaseOfTheFile() {
        assertThat(AddressCase.hardAccept()).hasSize(124);
        assertThat(AddressCase.hardReject()).hasSize(325);
        assertThat(AddressCase.eai()).hasSize(16);
        assertThat(AddressCase.policy()).hasSize(218);
    }

    @Test
    void writesTheDomainInLowerCaseAndKeepsTheLocalPart() {
        assertThat(EmailAddress.parse("Jane@Example.COM")).isEqualTo(new EmailAddress("Jane", "example.com"));
        assertThat(EmailAddress.parse("j@ÖSTERREICH.at")).isEqualTo(EmailAddress.parse("j@österreich.at"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u010D\u010A@ok.example",
                "b\u560D\u560A@ok.example",
                "b\u760D\u760Ax@ok.example",
                "=?utf-8?q?a=40b?=@ok.example",
                "a\u202Eb@ok.example",
                "a\u200Bb@ok.example",
                "a\uFEFF@ok.example",
                "a\uD800@ok.example",
                "a@ok\u202E.example",
                "a@ok\u200B.example",
                "a@ok\u00AD.example",
                "a@fa\u00DF.example",
                "a@\u2764.example",
                "a@ok.example\u3002",
                "@a.example:b@ok.example",
                "a@x@ok.example",
            })
    void refusesAddressesThatCouldReachAnotherMailbox(String text) {
        assertRefused(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@xn--0.tld",
                "a@XN--0.tld",
                "a@xn--.tld",
                "a@xn--a-.tld",
                "a@xn--a.tld",
                "a@xn--abc-.example.com",
                "a@xn--99999999.example.com",
                "a@sub.xn--0.example.com",
                "a@xn--dca.example", // É, which must be lower case
                "a@example.xn--0",
                "a@ab--c.example.com",
            })
    void refusesInvalidALabels(String text) {
        assertRefused(text);
        // an earlier version accepted them, and stored messages must stay readable
        if (!text.contains("XN")
                && !text.contains("a-.")
                && !text.contains("c-.")
                && !text.contains("ab--")
                && !text.contains("--.")) {
            assertThat(EmailAddress.stored(text).toString()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@xn--sterreich-z7a.at",
                "a@XN--STERREICH-Z7A.at",
                "a@xn--fa-hia.de",
                "a@xn--nxasmm1c.example",
                "a@xn--fiqs8s",
                "a@xn--wgv71a119e.jp",
                "a@xn--bcher-kva.example",
                "a@example.xn--p1ai",
                "a@xn--i-7iq.ws",
                "a@xn--mgba3gch31f060k.example",
            })
    void acceptsALabels(String text) {
        String address = text.contains(".") ? text : text + ".xn--p1ai";
        assertThat(EmailAddress.parse(address).toString()).isEqualTo(address.toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    void checksInTheConstructor() {
        assertThatThrownBy(() -> new EmailAddress("a\r\nRCPT TO:<b", "ok.example"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EmailAddress("a", "ok.example>\r\n")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EmailAddress("a", "OK.example")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EmailAddress("a", "österreich.at")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "[{index}]")
    @MethodSource("io.mailsender.message.HostileText#long100k")
    void refusesLongText(String text) {
        assertRefused(text);
        assertRefused("a@" + text);
        assertRefused(text + "@ok.example");
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> EmailAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeBetween(10, 150))
                .satisfies(e -> {
                    if (text.length() > 3) {
                        assertThat(e.getMessage()).doesNotContain(text);
                    }
                });
    }
}
