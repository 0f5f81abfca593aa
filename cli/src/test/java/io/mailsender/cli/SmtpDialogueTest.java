package io.mailsender.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmtpDialogueTest {

    private final List<String> taken = new ArrayList<>();
    private int status;

    private String speak(String input) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SmtpDialogue(
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        out,
                        (mail, sender, recipients) -> {
                            taken.add(sender + recipients + new String(mail, StandardCharsets.UTF_8));
                            return status;
                        })
                .run();
        return out.toString(StandardCharsets.UTF_8)
                .replaceAll("(?m)^(\\d{3}[ -]).*\r\n", "$1")
                .strip();
    }

    @Test
    void takesMails() throws Exception {
        String replies = speak("""
                EHLO localhost\r
                MAIL FROM:<a@x.example> SIZE=10\r
                RCPT TO:<b@x.example>\r
                rcpt to: <c@x.example> NOTIFY=NEVER\r
                DATA\r
                Subject: x\r
                \r
                ..\r
                end\r
                .\r
                MAIL FROM:<>\r
                RCPT TO:<root>\r
                DATA\r
                .\r
                NOOP\r
                QUIT\r
                NOOP\r
                """);
        assertThat(replies).isEqualTo("220 250-250-250-250-250-250 250 250 250 354 250 250 250 354 250 250 221");
        assertThat(taken)
                .containsExactly("a@x.example[b@x.example, c@x.example]Subject: x\r\n\r\n.\r\nend\r\n", "[root]");
    }

    @Test
    void refusesWhatIsOutOfOrder() throws Exception {
        assertThat(speak("""
                        HELO x
                        DATA
                        RCPT TO:<b@x.example>
                        MAIL FROM a@x.example
                        MAIL FROM:<a@x.example>
                        MAIL FROM:<a@x.example>
                        RCPT TO:<>
                        RCPT TO:<a, b>
                        DATA
                        RSET
                        RCPT TO:<b@x.example>
                        FOO
                        VRFY root
                        """)).isEqualTo("220 250 503 503 501 250 503 501 501 503 250 503 502 252");
    }

    @Test
    void reportsWhatBecameOfAMail() throws Exception {
        String mail = "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n.\r\n";
        status = SysExit.DATA;
        assertThat(speak(mail)).isEqualTo("220 250 250 354 554");
        status = SysExit.TEMPORARY_FAILURE;
        assertThat(speak(mail)).isEqualTo("220 250 250 354 451");
    }

    @Test
    void takesNoHalfMail() {
        assertThatThrownBy(() -> speak("MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\nhello\r\n"))
                .isInstanceOf(IOException.class);
        assertThat(taken).isEmpty();
    }

    @Test
    void endsAMailOnlyAtCrLfDotCrLf() throws Exception {
        speak(
                "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\nx\n.\r\nMAIL FROM:<evil@x.example>\n.\n\r\n.\r\n");
        assertThat(taken).hasSize(1);
    }

    @Test
    void survivesALongCommand() throws Exception {
        assertThat(speak("NOOP " + "x".repeat(100_000) + "\r\nNOOP\r\n")).isEqualTo("220 502 250");
    }
}
