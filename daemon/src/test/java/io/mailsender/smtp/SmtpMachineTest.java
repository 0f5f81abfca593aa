package io.mailsender.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.memory.Budget;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands and their replies, without a socket. */
class SmtpMachineTest {

    private static final String REMOTE = "192.0.2.1";

    private final MachineClient client = new MachineClient();

    @Test
    void aMailIsAcceptedWithItsBytes() {
        client.send(
                "EHLO client.example\r\nMAIL FROM:<a@example.com> SIZE=20 BODY=8BITMIME\r\nRCPT TO:<b@example.org>\r\n"
                        + "RCPT TO:<c@example.org>\r\nDATA\r\n");
        assertThat(client.codes()).isEqualTo("220 250 250 250 250 354");
        client.send("Subject: x\r\n\r\n..dots\r\n.x\r\n\u00e4\r\n.\r\n");
        assertThat(client.replies()).isEqualTo("250 2.6.0 mail1 queued\r\n");
        assertThat(client.intake().texts())
                .containsExactly(
                        "a@example.com [b@example.org, c@example.org]\nSubject: x\r\n\r\n.dots\r\nx\r\n\u00e4\r\n");
        SmtpTransaction mail = client.intake().mails().get(0);
        assertThat(mail.eightBit()).isTrue();
        assertThat(mail.utf8()).isFalse();
        assertThat(mail.protocol()).isEqualTo("ESMTP");
        assertThat(mail.session().helo()).isEqualTo("client.example");
        assertThat(mail.toString()).doesNotContain("example");
    }

    @Test
    void itGreetsWithItsExtensions() {
        client.send("EHLO x\r\n");
        assertThat(client.replies())
                .isEqualTo("220 mx.example ESMTP Mail Sender\r\n250-mx.example\r\n250-PIPELINING\r\n250-SIZE 100000\r\n"
                        + "250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES\r\n");
        client.send("HELO x\r\n");
        assertThat(client.replies()).isEqualTo("250 mx.example\r\n");
    }

    @Test
    void aHundredMailsAndMoreOnOneConnection() {
        client.send("EHLO x\r\n");
        for (int i = 0; i < 300; i++) {
            client.send("MAIL FROM:<>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nx\r\n.\r\nRSET\r\n");
        }
        assertThat(client.intake().mails()).hasSize(300);
        assertThat(client.isClosed()).isFalse();
    }

    /** The state that each command needs. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MAIL FROM:<a@b.example>|503 5.5.1
            RCPT TO:<a@b.example>|503 5.5.1
            DATA|503 5.5.1
            AUTH PLAIN|503 5.5.1
            EHLO|501 5.5.4
            HELO|250 mx.example
            HELO ~MAIL FROM:<a@b.example>|250 2.1.0
            EHLO x~RCPT TO:<a@b.example>|503 5.5.1
            EHLO x~MAIL FROM:<a@b.example>~MAIL FROM:<a@b.example>|503 5.5.1
            EHLO x~MAIL FROM:<a@b.example>~DATA|554 5.5.1
            EHLO x~MAIL FROM:<a@b.example>~RCPT TO:<refused@b.example>|550 5.1.1
            EHLO x~MAIL FROM:<a@b.example>~RCPT TO:<later@b.example>|451 4.3.0
            EHLO x~MAIL FROM:<a@b.example>~RCPT TO:<fault@b.example>|451 4.3.0
            EHLO x~MAIL FROM:<refused@b.example>|550 5.1.1
            EHLO x~MAIL FROM:<refused@b.example>~RCPT TO:<a@b.example>|503 5.5.1
            EHLO x~MAIL FROM:<a@b.example>~RSET~RCPT TO:<a@b.example>|503 5.5.1
            EHLO x~MAIL FROM:<a@b.example>~EHLO x~RCPT TO:<a@b.example>|503 5.5.1
            EHLO x~AUTH PLAIN AHgAeA==|503 5.5.1
            STARTTLS|502 5.5.1
            NOOP|250 2.0.0
            NOOP something|250 2.0.0
            RSET|250 2.0.0
            RSET x|501 5.5.4
            DATA x|501 5.5.4
            QUIT x|501 5.5.4
            QUIT|221 2.0.0
            HELP|214 2.0.0
            VRFY someone|252 2.0.0
            EXPN someone|502 5.5.1
            BDAT 3 LAST|502 5.5.1
            FOO|500 5.5.2
            ' '|500 5.5.2
            noop|250 2.0.0
            ehlo x~mail from:<a@b.example>|250 2.1.0
            """)
    void repliesInEveryState(String commands, String reply) {
        client.send(commands.replace("~", "\r\n") + "\r\n");
        assertThat(client.replies().lines().reduce((a, b) -> b).orElseThrow()).startsWith(reply);
    }

    /** RFC 5321, section 4.1.2; RFC 1870; RFC 6152; RFC 6531. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FROM:<>|250
            FROM:<a@b.example>|250
            FROM: <a@b.example>|250
            from:<a@b.example>|250
            FROM:a@b.example|250
            FROM:a@b.example SIZE=5|250
            FROM:<@one.example,@two.example:a@b.example>|250
            FROM:<@one.example>|501
            FROM:|501
            FROM|501
            <a@b.example>|501
            TO:<a@b.example>|501
            FROM:<a@b.example|501
            FROM:<a@b.example>SIZE=5|501
            FROM:<a>|553 5.1.7
            FROM:<a b@c.example>|553 5.1.7
            FROM:<a@b.example>>|501
            FROM:<<a@b.example>|553 5.1.7
            FROM:<"a>b"@c.example>|553 5.1.7
            FROM:<a@[127.0.0.1]>|553 5.1.7
            FROM:<ä@b.example>|553 5.6.7
            FROM:<ä@b.example> SMTPUTF8|250
            FROM:<a@ä.example> SMTPUTF8|250
            FROM:<a@b.example> SMTPUTF8=1|501
            FROM:<a@b.example> SIZE=100000|250
            FROM:<a@b.example> SIZE=100001|552 5.3.4
            FROM:<a@b.example> SIZE=99999999999|552 5.3.4
            FROM:<a@b.example> SIZE=18446744073709551617|552 5.3.4
            FROM:<a@b.example> SIZE=99999999999999999999|552 5.3.4
            FROM:<a@b.example> SIZE=999999999999999999999|501 5.5.4
            FROM:<a@b.example> SIZE=-1|501 5.5.4
            FROM:<a@b.example> SIZE=+1|501 5.5.4
            FROM:<a@b.example> SIZE=1e3|501 5.5.4
            FROM:<a@b.example> SIZE=|501 5.5.4
            FROM:<a@b.example> SIZE|501 5.5.4
            FROM:<a@b.example> SIZE=500000 BODY=8BITMIME|552 5.3.4
            FROM:<a@b.example> SIZE=5 SIZE=6|501 5.5.4
            FROM:<a@b.example> size=5 body=8bitmime smtputf8|250
            FROM:<a@b.example> BODY=7BIT|250
            FROM:<a@b.example> BODY=BINARYMIME|501 5.5.4
            FROM:<a@b.example> BODY=NONSENSE|501 5.5.4
            FROM:<a@b.example> BODY|501 5.5.4
            FROM:<a@b.example> FOO=BAR|555 5.5.4
            FROM:<a@b.example> RET=HDRS|555 5.5.4
            FROM:<a@b.example> AUTH=<>|250
            FROM:<a@b.example> AUTH|501 5.5.4
            FROM:<a@b.example> =|555 5.5.4
            """)
    void senders(String argument, String reply) {
        client.send("EHLO x\r\n").replies();
        client.send(utf8("MAIL " + argument + "\r\n"));
        assertThat(client.replies()).startsWith(reply);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TO:<a@b.example>|250 2.1.5
            TO:<@one.example:a@b.example>|250 2.1.5
            TO:<>|501 5.1.3
            TO:|501
            TO:not an address|553 5.1.3
            TO:<not an address>|553 5.1.3
            TO:<postmaster>|553 5.1.3
            FROM:<a@b.example>|501
            TO:<a@b.example> NOTIFY=NEVER|555 5.5.4
            TO:<a@b.example> ORCPT=rfc822;a@b.example|555 5.5.4
            TO:<ä@b.example>|553 5.6.7
            TO:<a@ä.example>|553 5.6.7
            """)
    void recipients(String argument, String reply) {
        client.send("EHLO x\r\nMAIL FROM:<>\r\n").replies();
        client.send(utf8("RCPT " + argument.replace("not an address", "not") + "\r\n"));
        assertThat(client.replies()).startsWith(reply);
    }

    @Test
    void anInternationalMailNeedsTheParameter() {
        client.send("EHLO x\r\n").replies();
        client.send(utf8("MAIL FROM:<ä@b.example> SMTPUTF8\r\nRCPT TO:<ö@c.example>\r\nDATA\r\n"));
        client.send("x\r\n.\r\n");
        assertThat(client.codes()).isEqualTo("250 250 354 250");
        assertThat(client.intake().mails().get(0).protocol()).isEqualTo("UTF8SMTP");
    }

    @Test
    void tooManyRecipientsAreForAnotherMail() {
        client.send("EHLO x\r\nMAIL FROM:<>\r\n").replies();
        for (int i = 0; i < MachineClient.MAX_RECIPIENTS; i++) {
            client.send("RCPT TO:<a" + i + "@b.example>\r\n");
        }
        client.send("RCPT TO:<A1@b.example>\r\nRCPT TO:<a1@b.example>\r\nDATA\r\nx\r\n.\r\n");
        assertThat(client.codes()).as("the fifth is a repetition").isEqualTo("250 250 250 452 250 354 250");
        assertThat(client.intake().mails().get(0).recipients()).hasSize(3);
    }

    @Test
    void aFaultOfTheDaemonIsTransient() {
        client.send("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\nSubject: fault\r\n.\r\nNOOP\r\n");
        assertThat(client.codes()).isEqualTo("220 250 250 250 354 451 250");
    }

    @Test
    void aNameIsMadeSafe() {
        client.send(utf8("EHLO müller (pc) [x]\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n.\r\n"));
        assertThat(client.intake().mails().get(0).session().helo()).isEqualTo("m?ller??pc??[x]");
        assertThat(client.intake().mails().get(0).body()).isEmpty();
    }

    @Test
    void aLongCommandIsRefusedAndNotExecuted() {
        client.send("NOOP " + "x".repeat(505) + "\r\n");
        assertThat(client.codes()).isEqualTo("220 250");
        client.send("NOOP " + "x".repeat(506) + "\r\nNOOP\r\n");
        assertThat(client.replies()).startsWith("500 5.5.2").endsWith("250 2.0.0 OK\r\n");
        client.send("FOO " + "x".repeat(600) + "RSET\r\n");
        assertThat(client.codes()).isEqualTo("500");
        client.send("MAIL FROM:<> AUTH=" + "x".repeat(LineReader.MAX_MAIL - 20) + "\r\n");
        assertThat(client.codes()).isEqualTo("503");
        client.send("MAIL FROM:<> AUTH=" + "x".repeat(LineReader.MAX_MAIL - 19) + "\r\n");
        assertThat(client.codes()).isEqualTo("500");
        client.send("x".repeat(LineReader.MAX_DISCARDED + 1));
        assertThat(client.codes()).isEqualTo("421");
        assertThat(client.isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOOP\n",
                "NOOP\r\r\n",
                "\n",
                "NO\0OP\r\n",
                "NOOP\t\r\n",
                "NOOP \u00ff\r\n",
                "NOOP\rNOOP\r\n",
                "\0\r\n"
            })
    void aLineThatIsNotCleanIsNotExecuted(String line) {
        client.replies();
        client.send(line);
        assertThat(client.replies()).startsWith("500 5.5.2");
    }

    @Test
    void tooManyErrorsEndTheConnection() {
        for (int i = 0; i < 10; i++) {
            assertThat(client.isClosed()).isFalse();
            client.send("FOO\r\n");
        }
        assertThat(client.codes()).isEqualTo("220" + " 500".repeat(10) + " 421");
        assertThat(client.isClosed()).isTrue();
        client.send("NOOP\r\n");
        assertThat(client.replies()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "RSET", "HELP", "VRFY x", "EHLO x", "HELO x"})
    void soDoCommandsThatOnlyPassTheTime(String command) {
        client.send((command + "\r\n").repeat(1000));
        assertThat(client.codes().split(" ")).hasSize(102).endsWith("421");
        assertThat(client.isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "POST / HTTP/1.1", "CONNECT a:25 HTTP/1.1"})
    void aBrowserIsSentAwayAtOnce(String line) {
        client.send(line + "\r\nHost: x\r\n\r\nEHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\nx\r\n.\r\n");
        assertThat(client.codes()).isEqualTo("220 421");
        assertThat(client.intake().mails()).isEmpty();
    }

    @Test
    void theStartOfTlsIsRecognizedInClearText() {
        client.send("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc");
        assertThat(client.codes()).isEqualTo("220 421");
    }

    /** The client did not wait for the reply to DATA: what follows is its message. */
    @Test
    void aMessageBehindARefusedDataIsNotExecuted() {
        client.send("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<refused@b.example>\r\nDATA\r\nMAIL FROM:<evil@b.example>\r\n");
        assertThat(client.codes()).isEqualTo("220 250 250 550 554 421");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void norOneThatComesLater() {
        client.send("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<refused@b.example>\r\nDATA\r\n");
        client.send("Subject: x\r\n\r\nRSET\r\nMAIL FROM:<evil@b.example>\r\n");
        assertThat(client.codes()).isEqualTo("220 250 250 550 554 500 421");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aClientThatWaitedGoesOn() {
        client.send("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<refused@b.example>\r\nDATA\r\n");
        client.send("RSET\r\nMAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n").send("x\r\n.\r\n");
        assertThat(client.codes()).isEqualTo("220 250 250 550 554 250 250 250 354 250");
    }

    @Test
    void loginIsNeededIfThereAreKeys() {
        MachineClient local = new MachineClient(new OneKey("secret"), "127.0.0.1", true, new Budget(1_000_000, 1));
        local.send("EHLO x\r\n");
        assertThat(local.replies()).contains("250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n");
        local.send("MAIL FROM:<>\r\n");
        assertThat(local.replies()).startsWith("530 5.7.0 Authentication required");
        local.send("AUTH PLAIN " + base64("\0me\0secret") + "\r\nEHLO x\r\nMAIL FROM:<>\r\n");
        assertThat(local.replies())
                .startsWith("235 2.7.0")
                .doesNotContain("AUTH")
                .endsWith("250 2.1.0 OK\r\n");
    }

    @Test
    void noKeyIsTakenInClearTextFromAfar() {
        MachineClient remote = new MachineClient(new OneKey("secret"), REMOTE, true, new Budget(1_000_000, 1));
        remote.send("EHLO x\r\n");
        assertThat(remote.replies()).contains("STARTTLS").doesNotContain("AUTH");
        remote.send("AUTH PLAIN " + base64("\0me\0secret") + "\r\nAUTH LOGIN\r\nMAIL FROM:<>\r\n");
        assertThat(remote.replies().lines().map(line -> line.substring(0, 10)))
                .containsExactly("538 5.7.11", "538 5.7.11", "530 5.7.0 ");
        remote.send("STARTTLS\r\n").send("AUTH PLAIN " + base64("\0me\0secret") + "\r\n");
        assertThat(remote.codes()).as("nothing counts that was said before").isEqualTo("220 503");
        remote.send("EHLO x\r\n");
        assertThat(remote.replies()).doesNotContain("STARTTLS").contains("AUTH PLAIN LOGIN");
        remote.send("STARTTLS\r\nAUTH PLAIN " + base64("\0me\0secret") + "\r\n");
        assertThat(remote.codes()).isEqualTo("502 235");
        remote.send("MAIL FROM:<>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n").send("x\r\n.\r\n");
        assertThat(remote.intake().mails().get(0).protocol()).startsWith("ESMTPS");
    }

    @Test
    void nothingMayFollowStartTls() {
        MachineClient remote = new MachineClient(OneKey.NONE, REMOTE, true, new Budget(1_000_000, 1));
        remote.send("EHLO x\r\nSTARTTLS x\r\n");
        assertThat(remote.codes()).isEqualTo("220 250 501");
        remote.send("STARTTLS\r\nMAIL FROM:<evil@b.example>\r\n");
        assertThat(remote.codes()).isEqualTo("421");
        assertThat(remote.isClosed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PLAIN {0me0secret}|235
            plain {0me0secret}|235
            PLAIN~{0me0secret}|334 235
            PLAIN {me0me0secret}|235
            PLAIN {you0me0secret}|535
            PLAIN {0me0wrong}|535
            PLAIN {00secret}|235
            PLAIN {secret}|501
            PLAIN {0me0secret0}|501
            PLAIN =|501
            PLAIN not!base64|501
            PLAIN /w==|501
            PLAIN~*|334 501
            LOGIN~{me}~{secret}|334 334 235
            LOGIN {me}~{secret}|334 235
            LOGIN =~{secret}|334 235
            LOGIN~{me}~{wrong}|334 334 535
            LOGIN~{me}~*|334 334 501
            LOGIN~*|334 501
            LOGIN~NOOP |334 501
            CRAM-MD5|504
            ''|504
            """)
    void logins(String exchange, String codes) {
        MachineClient local = new MachineClient(new OneKey("secret"), "127.0.0.1", false, new Budget(1_000_000, 1));
        local.send("EHLO x\r\n").replies();
        StringBuilder lines = new StringBuilder("AUTH ");
        int at = 0;
        while (at < exchange.length()) {
            if (exchange.charAt(at) == '{') {
                int end = exchange.indexOf('}', at);
                lines.append(base64(exchange.substring(at + 1, end).replace('0', '\0')));
                at = end + 1;
            } else {
                lines.append(exchange.charAt(at) == '~' ? "\r\n" : exchange.charAt(at));
                at++;
            }
        }
        local.send(lines + "\r\n");
        assertThat(local.codes()).isEqualTo(codes);
    }

    @Test
    void aLoginMayBeLong() {
        MachineClient local =
                new MachineClient(new OneKey("s".repeat(8000)), "127.0.0.1", false, new Budget(1_000_000, 1));
        local.send("EHLO x\r\nAUTH PLAIN " + base64("\0me\0" + "s".repeat(8000)) + "\r\n");
        assertThat(local.codes()).isEqualTo("220 250 235");
        local.send("AUTH PLAIN " + "x".repeat(13_000) + "\r\n");
        assertThat(local.codes()).isEqualTo("500");
    }

    @Test
    void wrongKeysEndTheConnection() {
        MachineClient local = new MachineClient(new OneKey("secret"), "127.0.0.1", false, new Budget(1_000_000, 1));
        local.send("EHLO x\r\n" + ("AUTH PLAIN " + base64("\0me\0wrong") + "\r\n").repeat(20));
        assertThat(local.codes()).isEqualTo("220 250" + " 535".repeat(10) + " 421");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The UTF-8 bytes as characters of ISO 8859-1. */
    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
