package io.mailsender.cli;

import io.mailsender.cli.MailInput.End;
import io.mailsender.cli.MailInput.MailTooLargeException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Speaks SMTP (RFC 5321) on two streams, for callers of {@code sendmail -bs} such as alpine: without TLS and AUTH, because the other end is
 * a process of the same user.
 */
final class SmtpDialogue {

    /** Takes a mail: the exit status of sendmail. */
    interface Taker {
        /**
         * Takes a mail.
         *
         * @param sender {@code ""} for the empty return path
         * @throws AddressSyntaxException if an address in the header cannot be read
         */
        int take(byte[] mail, String sender, List<String> recipients) throws AddressSyntaxException;
    }

    private static final int MAX_LINE = 4096;
    private static final int MAX_RECIPIENTS = 1000;
    private static final Pattern PATH = Pattern.compile(":\\s*+<([^<>]*+)>(?: .*+)?");

    private final InputStream in;
    private final OutputStream out;
    private final Taker taker;
    private @Nullable String sender;
    private final List<String> recipients = new ArrayList<>();

    SmtpDialogue(InputStream in, OutputStream out, Taker taker) {
        this.in = in instanceof BufferedInputStream ? in : new BufferedInputStream(in);
        this.out = out;
        this.taker = taker;
    }

    /**
     * Answers commands until QUIT or the end of the input.
     *
     * @throws IOException if the other end is gone
     */
    void run() throws IOException {
        reply("220 mail-sender ESMTP");
        for (String line = line(); line != null; line = line()) {
            String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
            switch (verb) {
                case "EHLO" -> {
                    reset();
                    reply(
                            "250-mail-sender\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE "
                                    + MailInput.MAX_SIZE);
                }
                case "HELO", "RSET" -> {
                    reset();
                    reply(verb.equals("HELO") ? "250 mail-sender" : "250 2.0.0 ok");
                }
                case "MAIL" -> mail(line);
                case "RCPT" -> recipient(line);
                case "DATA" -> data();
                case "NOOP" -> reply("250 2.0.0 ok");
                case "VRFY" -> reply("252 2.5.2 send a mail and see");
                case "QUIT" -> {
                    reply("221 2.0.0 bye");
                    return;
                }
                default -> reply("502 5.5.1 unknown command");
            }
        }
    }

    private void mail(String line) throws IOException {
        String path = path(line, "FROM");
        if (sender != null) {
            reply("503 5.5.1 the sender is given");
        } else if (path == null) {
            reply("501 5.5.4 write MAIL FROM:<address>");
        } else {
            sender = path;
            reply("250 2.1.0 ok");
        }
    }

    private void recipient(String line) throws IOException {
        String path = path(line, "TO");
        if (sender == null) {
            reply("503 5.5.1 MAIL first");
        } else if (path == null || !isOneAddress(path)) {
            reply("501 5.1.3 write RCPT TO:<address>");
        } else if (recipients.size() == MAX_RECIPIENTS) {
            reply("452 4.5.3 too many recipients");
        } else {
            recipients.add(path);
            reply("250 2.1.5 ok");
        }
    }

    private static boolean isOneAddress(String path) {
        try {
            return AddressList.parse(path).size() == 1;
        } catch (AddressSyntaxException e) {
            return false;
        }
    }

    /** What is between the angle brackets; {@code null} if there are none. */
    private static @Nullable String path(String line, String word) {
        String rest = line.substring(4).stripLeading();
        if (!rest.regionMatches(true, 0, word, 0, word.length())) {
            return null;
        }
        Matcher matcher = PATH.matcher(rest.substring(word.length()));
        return matcher.matches() ? matcher.group(1).strip() : null;
    }

    private void data() throws IOException {
        String from = sender;
        if (from == null || recipients.isEmpty()) {
            reply("503 5.5.1 MAIL and RCPT first");
            return;
        }
        reply("354 end with a dot on its own line");
        try {
            int status = taker.take(new MailInput(in).read(End.SMTP), from, List.copyOf(recipients));
            reply(
                    switch (status) {
                        case SysExit.OK -> "250 2.0.0 ok";
                        case SysExit.DATA, SysExit.UNAVAILABLE -> "554 5.6.0 the daemon refuses the mail";
                        default -> "451 4.3.0 the mail can neither be sent nor kept";
                    });
        } catch (MailTooLargeException e) {
            reply("552 5.3.4 " + e.getMessage());
        } catch (AddressSyntaxException e) {
            reply("501 5.1.3 " + TerminalText.oneLine(String.valueOf(e.getMessage())));
        }
        reset();
    }

    private void reset() {
        sender = null;
        recipients.clear();
    }

    private void reply(String lines) throws IOException {
        out.write((lines + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** A command, whose line may end with LF only; {@code null} at the end of the input. */
    private @Nullable String line() throws IOException {
        byte[] bytes = new byte[MAX_LINE];
        int length = 0;
        int b = in.read();
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (length < MAX_LINE) {
                bytes[length] = (byte) b;
            }
            length++;
        }
        if (b < 0 && length == 0) {
            return null;
        }
        // One that is too long becomes an unknown command.
        return length > MAX_LINE ? "" : new String(bytes, 0, length, StandardCharsets.UTF_8).stripTrailing();
    }
}
