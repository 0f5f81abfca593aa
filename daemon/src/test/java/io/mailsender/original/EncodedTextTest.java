package io.mailsender.original;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import io.mailsender.message.Original;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=                    | Gr\u00fc\u00dfe",
                "Re: =?ISO-8859-1?q?Gr=FC=DFe_an?= alle         | Re: Gr\u00fc\u00dfe an alle",
                "=?utf-8?B?R3I=?= =?utf-8?B?w7w=?=  =?utf-8?B?w58=?= | Gr\u00fc\u00df",
                "=?utf-8?Q?a?= b =?utf-8?Q?c?=                  | a b c",
                "=?utf-8?Q?spaces in it?=                       | spaces in it",
                "=?x-unknown?Q?a?=                              | =?x-unknown?Q?a?=",
                "=?utf-8?X?a?=                                  | =?utf-8?X?a?=",
                "what =? that ?=                                | what =? that ?=",
            })
    void decodesWords(String text, String decoded) {
        assertThat(EncodedText.decode(text)).isEqualTo(decoded);
    }

    /** mime4j alone takes minutes for each of these. */
    @ParameterizedTest
    @ValueSource(
            strings = {"From", "To", "Reply-To", "Subject", "X-Field", "Content-Type: text/plain; name", "Content-Type"
            })
    void beginningsOfWordsWithoutAnEndTakeNoTime(String name) {
        String line = "=?".repeat(300) + "\r\n ";
        String fields = (name.equals("From") ? "" : "From: a@b.example\r\n") + name
                + (name.contains(":") ? "=" : ": a@b.example ") + line.repeat(700) + "\r\n";

        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            try {
                Original read = Objects.requireNonNull(OriginalMail.read(
                                (fields + "\r\nHello\r\n").getBytes(ISO_8859_1),
                                new Arrival(
                                        null,
                                        false,
                                        List.of(EmailAddress.parse("ann@example.com")),
                                        "from x by y",
                                        "ESMTP",
                                        Instant.EPOCH),
                                new MessageId("0123456789abcdef0123456789abcdef", "example.org"))
                        .message()
                        .original());
                assertThat(read.bytes().length).isGreaterThan(fields.length());
            } catch (MailRefusedException e) {
                assertThat(name).isEqualTo("From");
            }
        });
    }

    @Test
    void anOddAddressIsReadable() {
        assertThat(AddressField.of(List.of("=?=?a@b.example")).mailboxes()).hasSize(1);
    }
}
