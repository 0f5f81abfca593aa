package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.cli.MailInput.End;
import io.mailsender.cli.MailInput.MailTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailInputTest {

    @ParameterizedTest
    @CsvSource(
            emptyValue = "",
            value = {
                "OF_INPUT, a~b, a#b#",
                "OF_INPUT, a#b#, a#b#",
                "OF_INPUT, a~~b~, a##b#",
                "OF_INPUT, a^b~, a#b#",
                "OF_INPUT, a^^b^#, a##b##",
                "OF_INPUT, a~.~b~, a#.#b#",
                "OF_INPUT, '', ''",
                "OF_INPUT, .., ..#",
                "DOT, a~.~b~, a#",
                "DOT, a#.#b~, a#",
                "DOT, a~., a#",
                "DOT, .~, ''",
                "DOT, a~..~.b~, a#..#.b#",
                "DOT, a~.^b~, a#.#b#",
                "DOT, a^.~b, a#",
                "SMTP, a#..b#.#QUIT#, a#.b#",
                "SMTP, .#, ''",
                "SMTP, a~.~b#.#, a#.#b#",
                "SMTP, a~.#b#.#, a#.#b#",
                "SMTP, a^.^b#.#, a#.#b#",
                "SMTP, a^.#b#.#, a#.#b#",
                "SMTP, a#.^b#.#, a##b#",
                "SMTP, a~..b#.#, a#..b#",
                "SMTP, a#.~b#.#, a##b#",
            })
    void readsToTheEnd(End until, String input, String expected) throws Exception {
        assertThat(read(until, input).replace("\r\n", "#")).isEqualTo(expected.replace("~", "#"));
    }

    private static String read(End until, String input) throws IOException {
        byte[] bytes =
                input.replace("#", "\r\n").replace('~', '\n').replace('^', '\r').getBytes(StandardCharsets.UTF_8);
        return new String(new MailInput(new ByteArrayInputStream(bytes)).read(until), StandardCharsets.UTF_8);
    }

    @Test
    void readsOnAfterAMailOfSmtp() throws Exception {
        MailInput input =
                new MailInput(new ByteArrayInputStream("a\r\n.\r\nb\r\n.\r\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(input.read(End.SMTP)).asString(StandardCharsets.UTF_8).isEqualTo("a\r\n");
        assertThat(input.read(End.SMTP)).asString(StandardCharsets.UTF_8).isEqualTo("b\r\n");
    }

    /** A mail that a dying program wrote in part. */
    @ParameterizedTest
    @CsvSource({"a#", "a", "a#.", "a#.^"})
    void refusesHalfAMailOfSmtp(String input) {
        assertThatThrownBy(() -> read(End.SMTP, input)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesEndlessInput() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'a';
            }

            @Override
            public int read(byte[] bytes, int from, int length) {
                return length;
            }
        };
        assertThatThrownBy(() -> new MailInput(endless).read(End.OF_INPUT)).isInstanceOf(MailTooLargeException.class);
    }
}
