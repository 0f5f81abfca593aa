package io.mailsender.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mail-sender source}. */
@Command(
        name = "source",
        description = {
            "Prints a mail with its header (RFC 5322): as it came, or as it is sent over SMTP.",
            "Needs the scopes send and read for the key's own mails, admin and read for all. The look is recorded: mail-sender audit."
        },
        sortOptions = false)
final class SourceCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "ID", description = "The message's id, as `mail-sender send` printed it.")
    private String id = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write it to this file, which must not exist (default: print it).")
    private @Nullable Path output;

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        byte[] mail = daemon.call(api -> api.source(id));
        Path file = output;
        if (file == null) {
            print(mail);
            return ExitStatus.SENT;
        }
        try {
            Files.write(file, mail, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new CommandFailedException(
                    ExitStatus.NOT_WRITTEN, "cannot write " + file + ": " + FileErrorText.of(e), e);
        }
        return ExitStatus.SENT;
    }

    /** A terminal must not obey the mail; a file or a program gets each byte. */
    private void print(byte[] mail) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(mail))
                    .toString();
            daemon.out().print(System.console() == null ? text : TerminalText.lines(text));
            daemon.out().flush();
        } catch (CharacterCodingException e) {
            if (System.console() != null) {
                throw new CommandFailedException(
                        ExitStatus.NOT_SENT, "the mail is not UTF-8; write it to a file: --output FILE.", e);
            }
            daemon.out().flush();
            System.out.write(mail, 0, mail.length);
            System.out.flush();
            if (System.out.checkError()) {
                throw new CommandFailedException(
                        ExitStatus.NOT_WRITTEN, "the mail could not be written to the standard output.", e);
            }
        }
    }
}
