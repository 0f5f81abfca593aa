package io.mailsender.original;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.message.Original;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** One mail of a stranger with random changes: it is refused, or read within limits and kept in a form that can be sent. */
final class MailFuzz {

    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final MessageId ID = new MessageId("0123456789abcdef0123456789abcdef", "example.org");
    private static final int MAX_LINE = 998;

    /** What a reader of MIME takes for syntax. */
    private static final String[] WORDS = {
        "\r\n",
        "\r\n\r\n",
        "\r\n ",
        "\r\n\t",
        "--",
        "\r\n--b\r\n",
        "\r\n--b--\r\n",
        "From: a@b.example\r\n",
        "From: =?utf-8?B?w7w=?= <a@b.example>, \"x",
        "To: undisclosed-recipients:;\r\n",
        "To: g: a@b.example, <c@d.example>;, @r.example:e@f.example\r\n",
        "Bcc: a@b.example\r\n",
        "Received: x\r\n",
        "Content-Type: multipart/mixed; boundary=b\r\n",
        "Content-Type: multipart/alternative; boundary=\"b\"\r\n",
        "Content-Type: multipart/signed; boundary=b\r\n",
        "Content-Type: multipart/digest; boundary=b\r\n",
        "Content-Type: message/rfc822\r\n",
        "Content-Type: text/html; charset=\"utf-7\"\r\n",
        "Content-Type: text/plain; charset=iso-2022-jp\r\n",
        "Content-Type: text/plain; name*0*=x-none''%FF%; name*9999999999=b\r\n",
        "Content-Type: ;;;=\r\n",
        "Content-Transfer-Encoding: base64\r\n",
        "Content-Transfer-Encoding: quoted-printable\r\n",
        "Content-Transfer-Encoding: x-uuencode\r\n",
        "Content-Disposition: attachment; filename=\"",
        "Content-Disposition: inline; filename*=utf-8''%C3%28\r\n",
        "Content-ID: <",
        "DKIM-Signature: v=1\r\n",
        "X-Mail-Sender-Tag: ",
        "=?utf-8?Q?=",
        "=?utf-8?B?/////w==?=",
        "=?x-none?Q?a?=",
        "=?iso-8859-1*en?q?=E4?=",
        "boundary=",
        "charset=",
        "\"",
        "\\",
        "(",
        ")",
        "<",
        ">",
        ",",
        ";",
        ":",
        "=",
        "=\r\n",
        "=0D=0A",
        "%",
        "\0",
        "\u00ff",
        "\u00c3",
        "\u00e2\u0080\u00ae",
        "\u00ed\u00a0\u0080",
        " ",
        "\t"
    };

    private final long seed;
    private final byte[] mail;

    /** @param corpus mails to begin with */
    MailFuzz(long seed, List<byte[]> corpus) {
        this.seed = seed;
        this.mail = mail(new Random(seed), corpus);
    }

    /** The real mails among the tests' files, and one with every kind of part. */
    static List<byte[]> corpus() {
        List<byte[]> corpus = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".eml")).sorted().toList()) {
                corpus.add(Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        corpus.add(ownMail());
        return corpus;
    }

    int length() {
        return mail.length;
    }

    /** @return whether the mail was accepted */
    boolean run() {
        try {
            // As the HTTP interface does it; the SMTP server takes only mails that this leaves as they are.
            check(OriginalMail.read(MailBytes.withLineEnds(mail), arrival(), ID).message());
            return true;
        } catch (MailRefusedException e) {
            if (e.getMessage() == null || !e.getMessage().chars().allMatch(c -> c >= ' ' && c != 0x7F)) {
                throw new AssertionError("seed " + seed + ": the reason would break the reply: " + e.getMessage());
            }
            return false;
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static Arrival arrival() {
        return new Arrival(ANN, false, List.of(ANN), "from x by y", "ESMTP", Instant.parse("2026-03-01T10:00:00Z"));
    }

    private static void check(Message message) {
        Original original = Objects.requireNonNull(message.original());
        byte[] bytes = original.bytes();
        requireLines(bytes);
        // What the store keeps is read again before it is sent.
        Message again = OriginalMail.withBytes(message, bytes, false);
        require(
                again.content().equals(message.content())
                        || Objects.equals(
                                again.content().text(), message.content().text()),
                "it is read in two ways");
        MailHeader header = MailHeader.of(bytes);
        for (String name : List.of("from", "date", "message-id")) {
            require(header.all(name).size() == 1, "not one " + name);
        }
        require(header.all("bcc").isEmpty(), "Bcc is left");
        Optional<byte[]> sevenBit = SevenBitMail.of(original);
        if (sevenBit.isPresent()) {
            requireLines(sevenBit.get());
            for (byte b : sevenBit.get()) {
                require(b >= 0, "not seven bits");
            }
            require(from(MailHeader.of(sevenBit.get())).equals(from(header)), "another From");
        }
        OriginalMail.recipients(bytes);
    }

    private static List<EmailAddress> from(MailHeader header) {
        return AddressField.of(header.all("from")).mailboxes().stream()
                .map(Mailbox::address)
                .toList();
    }

    private static void requireLines(byte[] bytes) {
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                require(i > 0 && bytes[i - 1] == '\r', "a line feed alone");
                require(length <= MAX_LINE + 1, "a long line");
                length = 0;
            } else {
                require(bytes[i] != '\r' || i + 1 < bytes.length && bytes[i + 1] == '\n', "a carriage return alone");
                require(bytes[i] != 0, "a NUL");
                length++;
            }
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    private static byte[] mail(Random random, List<byte[]> corpus) {
        byte[] mail = corpus.get(random.nextInt(corpus.size())).clone();
        int changes = 1 + random.nextInt(random.nextBoolean() ? 4 : 40);
        for (int i = 0; i < changes && mail.length > 0; i++) {
            // Most of the syntax is at the beginning.
            int at = random.nextInt(random.nextBoolean() ? mail.length : Math.min(mail.length, 1500));
            int end = Math.min(mail.length, at + random.nextInt(random.nextInt(8) == 0 ? 2000 : 30));
            mail = switch (random.nextInt(9)) {
                case 0 -> replaced(mail, at, at + 1, new byte[] {(byte) random.nextInt(256)});
                case 1 -> replaced(mail, at, end, new byte[0]);
                case 2, 3, 4 -> replaced(mail, at, at, word(random));
                case 5 -> replaced(mail, at, end, word(random));
                case 6 -> replaced(mail, at, at, java.util.Arrays.copyOfRange(mail, at, end));
                case 7 -> replaced(mail, at, at, piece(random, corpus));
                default -> replaced(mail, at, at, repeated(random));
            };
        }
        return mail;
    }

    private static byte[] replaced(byte[] mail, int start, int end, byte[] by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(mail.length + by.length);
        out.write(mail, 0, start);
        out.writeBytes(by);
        out.write(mail, end, mail.length - end);
        return out.toByteArray();
    }

    private static byte[] word(Random random) {
        return WORDS[random.nextInt(WORDS.length)].getBytes(ISO_8859_1);
    }

    private static byte[] piece(Random random, List<byte[]> corpus) {
        byte[] other = corpus.get(random.nextInt(corpus.size()));
        int at = random.nextInt(other.length);
        return java.util.Arrays.copyOfRange(other, at, Math.min(other.length, at + random.nextInt(3000)));
    }

    private static byte[] repeated(Random random) {
        String word =
                random.nextBoolean() ? WORDS[random.nextInt(WORDS.length)] : String.valueOf((char) random.nextInt(256));
        int most = random.nextInt(20) == 0 ? 300_000 : 2_000;
        return word.repeat(random.nextInt(most) / word.length() + 1).getBytes(ISO_8859_1);
    }

    private static byte[] ownMail() {
        return """
                From: Shop <shop@example.org>
                To: Ann <ann@example.com>
                Reply-To: help@example.org
                Date: Sun, 1 Mar 2026 09:00:00 +0100
                Message-ID: <1@client.example.net>
                Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
                X-Mail-Sender-Tag: one
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="b"

                --b
                Content-Type: multipart/related; boundary=c

                --c
                Content-Type: multipart/alternative; boundary=d

                --d
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                Gr=C3=BC=C3=9Fe
                --d
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: 8bit

                <p>Gr\u00c3\u00bc\u00c3\u009fe <img src="cid:logo@x"></p>
                --d--
                --c
                Content-Type: image/png; name="logo.png"
                Content-ID: <logo@x>
                Content-Transfer-Encoding: base64

                AQID
                --c--
                --b
                Content-Type: text/csv
                Content-Disposition: attachment; filename*0*=utf-8''na%C3%AF; filename*1=ve.csv

                1;2
                --b--
                """.replace("\n", "\r\n").getBytes(ISO_8859_1);
    }
}
