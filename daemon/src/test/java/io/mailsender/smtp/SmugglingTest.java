package io.mailsender.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.memory.Budget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Only CR LF . CR LF ends a message, and nothing of a message is executed (CVE-2023-51764, CVE-2023-51765, CVE-2023-51766,
 * CVE-2023-51747).
 */
class SmugglingTest {

    private static final String START = "EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n";
    private static final String SECOND =
            "MAIL FROM:<evil@b.example>\r\nRCPT TO:<victim@d.example>\r\nDATA\r\nSubject: smuggled\r\n";
    private static final String END = "\r\n.\r\n";
    private static final List<String> PIECES = List.of(
            "", "\r", "\n", "\r\n", "\0", "\r\r", "\n\n", "\n\r", "\r\0\n", "\r\n\0", "\0\r\n", "\r\r\n", "\r\n\r");

    /** Everything around the dot that is not the end. */
    static Stream<String> almostEnds() {
        return PIECES.stream()
                .flatMap(before -> PIECES.stream().map(after -> before + "." + after))
                .filter(end -> !("x" + end).contains(END));
    }

    @ParameterizedTest
    @MethodSource("almostEnds")
    void whatIsAlmostTheEndIsNotTheEnd(String almost) {
        MachineClient client = new MachineClient();
        client.send(START).replies();
        client.send("Subject: x\r\n\r\ntext" + almost + SECOND + END + "NOOP\r\n");
        String replies = client.replies();
        assertThat(replies).hasLineCount(2).endsWith("250 2.0.0 OK\r\n");
        boolean clean = ("text" + almost).replace("\r\n", "").chars().allMatch(c -> c >= ' ');
        if (clean) {
            assertThat(replies).startsWith("250 2.6.0");
            assertThat(client.intake().texts()).hasSize(1).first().asString().contains("Subject: smuggled");
        } else {
            assertThat(replies).startsWith(almost.contains("\0") ? "550 5.6." : "550 5.6.11");
            assertThat(client.intake().mails()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("almostEnds")
    void norAtTheStartOfAMessage(String almost) {
        if ((END + almost).startsWith(END + "." + "\r\n") || ("\r\n" + almost).contains(END)) {
            return;
        }
        MachineClient client = new MachineClient();
        client.send(START).replies();
        client.send(almost + SECOND + END + "NOOP\r\n");
        assertThat(client.replies()).hasLineCount(2).endsWith("250 2.0.0 OK\r\n");
        assertThat(client.intake().submitted()).isLessThan(2);
    }

    @Test
    void theTrueEndIsTheEnd() {
        MachineClient client = new MachineClient();
        client.send(START).send("x\r\n.\r\n" + START.substring(8)).send("y\r\n.\r\n");
        assertThat(client.codes()).isEqualTo("220 250 250 250 354 250 250 250 354 250");
        assertThat(client.intake().mails()).hasSize(2);
    }

    @Test
    void dotsAreRemovedOnlyAtTheStartOfALine() {
        MachineClient client = new MachineClient();
        client.send(START).send("..\r\n...a\r\na.b.\r\n .\r\n.c\r\n.\r\n");
        assertThat(client.intake().mails().get(0).body())
                .isEqualTo(".\r\n..a\r\na.b.\r\n .\r\nc\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** The result is the same however the bytes are divided. */
    @Test
    void everyDivisionHasTheSameResult() {
        List<String> inputs = new ArrayList<>();
        inputs.add(START + "Subject: x\r\n\r\n..dot\r\n.\r\nNOOP\r\n" + START + "y\r\n.\r\nQUIT\r\n");
        inputs.add(START + "a\r\n.\rb\r\n.\r\r\n..\n.\r\n" + "FOO\r\n" + START + ".\r\nQUIT\r\n");
        inputs.add("EHLO x\nNOOP " + "x".repeat(600)
                + "\r\nAUTH LOGIN\r\nMAIL FROM:<>\r\nRCPT TO:<refused@x.example>\r\nQUIT\r\n");
        for (String input : inputs) {
            byte[] bytes = input.getBytes(StandardCharsets.ISO_8859_1);
            String whole = transcript(bytes, bytes.length);
            for (int first = 1; first < bytes.length; first++) {
                assertThat(transcript(bytes, first)).isEqualTo(whole);
            }
            MachineClient single = new MachineClient();
            single.send(bytes, left -> 1);
            assertThat(single.replies() + single.intake().texts()).isEqualTo(whole);
        }
    }

    private static String transcript(byte[] bytes, int first) {
        MachineClient client = new MachineClient();
        client.send(bytes, left -> left == bytes.length ? first : left);
        return client.replies() + client.intake().texts();
    }

    @Test
    void aLargeMessageIsReadToItsEndAndRefused() {
        MachineClient client = new MachineClient();
        client.send(START).replies();
        String line = "x".repeat(98) + "\r\n";
        client.send(line.repeat(1000) + ".\r\n");
        assertThat(client.codes()).as("exactly the limit").isEqualTo("250");
        client.send(START).replies();
        client.send(line.repeat(1000) + "y\r\n.\r\nNOOP\r\n");
        assertThat(client.codes()).isEqualTo("552 250");
        client.send(START).replies();
        client.send(line.repeat(2001));
        assertThat(client.codes()).as("too much to wait for its end").isEqualTo("421");
        assertThat(client.isClosed()).isTrue();
        assertThat(client.memory().left()).isEqualTo(client.memory().total());
    }

    @Test
    void endlessHeadersAreBoundedByTheSize() {
        MachineClient client = new MachineClient();
        client.send(START).replies();
        for (int i = 0; i < 100_000 && !client.isClosed(); i++) {
            client.send("X-" + i + ": x\r\n");
        }
        assertThat(client.codes()).isEqualTo("421");
    }

    @Test
    void aDeclaredSizeThatIsTooSmallIsNoWayAroundTheMemory() {
        MachineClient client = new MachineClient();
        client.send("EHLO x\r\nMAIL FROM:<> SIZE=5000\r\nRCPT TO:<a@b.example>\r\nDATA\r\n")
                .replies();
        client.send("x\r\n".repeat(20_000) + ".\r\n");
        assertThat(client.codes()).isEqualTo("552");
        client.send("MAIL FROM:<> SIZE=5000\r\nRCPT TO:<a@b.example>\r\nDATA\r\n")
                .replies();
        client.send("x\r\n".repeat(1_700) + ".\r\n");
        assertThat(client.codes()).as("a little more than declared").isEqualTo("250");
        client.send("MAIL FROM:<> SIZE=1\r\nRCPT TO:<a@b.example>\r\nDATA\r\n").replies();
        client.send("x\r\n".repeat(20_000) + ".\r\n");
        assertThat(client.codes()).as("declared nothing of use").isEqualTo("250");
        assertThat(client.memory().left()).isEqualTo(client.memory().total());
    }

    @Test
    void linesHaveNoLimit() {
        MachineClient client = new MachineClient();
        client.send(START).replies();
        client.send("x".repeat(20_000) + "\r\n.\r\n");
        assertThat(client.codes()).isEqualTo("250");
    }

    @Test
    void withoutMemoryTheMailIsForLater() {
        Budget memory = new Budget(200_000, 0);
        MachineClient client = new MachineClient(OneKey.NONE, "127.0.0.1", false, memory);
        Budget.Claim other = memory.claim(() -> {});
        other.take(150_000);
        client.send(START).replies();
        client.send("x\r\n".repeat(20_000) + ".\r\n" + START);
        assertThat(client.codes()).isEqualTo("452 250 250 250 354");
        client.send("small\r\n.\r\n");
        assertThat(client.codes()).as("a small one needs none").isEqualTo("250");
        other.give();
        client.send(START).replies();
        client.send("x\r\n".repeat(20_000) + ".\r\n");
        assertThat(client.codes()).isEqualTo("250");
    }

    @Test
    void aMailWaitsForMemory() {
        Budget memory = new Budget(200_000, 1);
        MachineClient client = new MachineClient(OneKey.NONE, "127.0.0.1", false, memory);
        Budget.Claim other = memory.claim(() -> {});
        other.take(150_000);
        client.send(START).replies();
        client.send("x\r\n".repeat(20_000) + ".\r\nNOOP\r\n");
        assertThat(client.replies()).isEmpty();
        other.give();
        assertThat(client.codes()).isEqualTo("250 250");
        other.take(150_000);
        client.send(START).replies();
        client.send("x\r\n".repeat(20_000) + ".\r\nNOOP\r\n");
        assertThat(client.replies()).isEmpty();
        BodyReader waiting = client.machine().body();
        assertThat(waiting).isNotNull();
        waiting.giveUpMemory();
        client.resume();
        assertThat(client.codes()).isEqualTo("452 250");
    }
}
