package io.mailsender.smtp;

import io.mailsender.memory.Budget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/** One random conversation, twice: with other divisions of the bytes, and with the machine waiting for its work while they come. */
final class SmtpFuzz {

    private static final String[] WORDS = {
        "EHLO x\r\n",
        "HELO x\r\n",
        "MAIL FROM:<a@b.example>\r\n",
        "MAIL FROM:<> SIZE=",
        "RCPT TO:<c@d.example>\r\n",
        "RCPT TO:<refused@d.example>\r\n",
        "DATA\r\n",
        "RSET\r\n",
        "NOOP\r\n",
        "QUIT\r\n",
        "STARTTLS\r\n",
        "AUTH PLAIN ",
        "AUTH LOGIN\r\n",
        "AG1lAHNlY3JldA==\r\n",
        "*\r\n",
        "\r\n.\r\n",
        "\r\n",
        "\r",
        "\n",
        ".",
        "\0",
        "..",
        "\r\n.",
        ".\r\n",
        "BODY=8BITMIME",
        " SMTPUTF8\r\n",
        "99999999999999999999",
        "<",
        ">",
        "\"",
        "\\",
        "@",
        ":",
        "=",
        "\u00ff",
        "\u00c3\u00a4",
        "Subject: x\r\n",
        "x",
        " ",
        "GET / HTTP/1.1\r\n",
        "BDAT 3 LAST\r\n",
        "RCPT TO:<later@d.example>\r\n",
        "RCPT TO:<e@d.example>\r\n",
        "RCPT TO:<f@d.example>\r\n",
        "RCPT TO:<\u00c3\u00a4@d.example>\r\n",
        "MAIL FROM:<later@b.example> BODY=8BITMIME SMTPUTF8\r\n",
        "MAIL FROM:<a@b.example> SIZE=100001\r\n",
        "AUTH PLAIN AG1lAHNlY3JldA==\r\n",
        "AUTH LOGIN bWU=\r\n",
        "c2VjcmV0\r\n",
        "VRFY x\r\n",
        "HELP\r\n",
        "\u0016\u0003\u0001"
    };

    private final long seed;

    SmtpFuzz(long seed) {
        this.seed = seed;
    }

    /** @throws AssertionError with the seed */
    void run() {
        try {
            Random random = new Random(seed);
            byte[] input = input(random);
            SmtpAccess access = random.nextBoolean() ? OneKey.NONE : new OneKey("secret");
            String address = random.nextInt(4) > 0 ? "127.0.0.1" : "192.0.2.1";
            String whole = converse(input, access, address, new Random(seed), Integer.MAX_VALUE);
            String pieces = converse(input, access, address, new Random(seed), 40);
            // Whether bytes follow a line is known only if they came with it.
            if (!whole.contains("421 4.7.0 Nothing may")
                    && !whole.contains("421 4.7.0 A message must")
                    && !whole.equals(pieces)) {
                throw new AssertionError("differs:\n" + whole + "\n---\n" + pieces);
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static String converse(byte[] input, SmtpAccess access, String address, Random random, int most) {
        boolean whole = most == Integer.MAX_VALUE;
        Queue<Runnable> work = new ArrayDeque<>();
        MachineClient client = new MachineClient(
                access, address, random.nextBoolean(), new Budget(1_000_000, 10), whole ? Runnable::run : work::add);
        client.send(input, left -> {
            if (whole) {
                return left;
            }
            if (random.nextBoolean()) {
                run(work);
            }
            return Math.min(left, 1 + random.nextInt(most));
        });
        run(work);
        client.machine().gone();
        if (client.memory().left() != client.memory().total()) {
            throw new AssertionError("memory is kept");
        }
        for (SmtpTransaction mail : client.intake().mails()) {
            check(mail);
        }
        return client.replies() + client.intake().texts();
    }

    private static void run(Queue<Runnable> work) {
        for (Runnable next = work.poll(); next != null; next = work.poll()) {
            next.run();
        }
    }

    private static void check(SmtpTransaction mail) {
        String body = new String(mail.body(), StandardCharsets.ISO_8859_1);
        String rest = body.replace("\r\n", "");
        if (!body.isEmpty() && !body.endsWith("\r\n")
                || rest.contains("\r")
                || rest.contains("\n")
                || rest.contains("\0")) {
            throw new AssertionError("not clean: " + body);
        }
        if (mail.recipients().isEmpty() || body.length() > MachineClient.MAX_SIZE) {
            throw new AssertionError("not allowed: " + mail);
        }
    }

    private static byte[] input(Random random) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(3) > 0) {
            text.append("EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n");
        }
        List<String> words = new ArrayList<>(List.of(WORDS));
        int count = random.nextInt(60);
        for (int i = 0; i < count; i++) {
            if (random.nextInt(20) == 0) {
                text.append(String.valueOf((char) random.nextInt(256))
                        .repeat(random.nextInt(random.nextInt(50) == 0 ? 250_000 : 1_500)));
            } else if (random.nextInt(10) == 0) {
                text.append((char) random.nextInt(256));
            } else {
                text.append(words.get(random.nextInt(words.size())));
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
