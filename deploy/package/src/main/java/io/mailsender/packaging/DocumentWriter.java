package io.mailsender.packaging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine;

/** Writes the manual pages and the Debian changelog; the build runs it. */
final class DocumentWriter {

    private static final String PROGRAM = "io.mailsender.cli.Main";

    private final String version;
    private final OffsetDateTime date;
    private final Path directory;

    private DocumentWriter(String version, OffsetDateTime date, Path directory) {
        this.version = version;
        this.date = date.withOffsetSameInstant(ZoneOffset.UTC);
        this.directory = directory;
    }

    /** Arguments: the version, the build's timestamp, the daemon's page, the maintainer, the output directory. */
    public static void main(String[] args) throws Exception {
        DocumentWriter writer =
                new DocumentWriter(args[0], OffsetDateTime.parse(args[1]), Files.createDirectories(Path.of(args[4])));
        writer.write("mail-sender.1", writer.commandLinePage());
        writer.write("mail-sender-daemon.8", writer.daemonPage(Path.of(args[2])));
        writer.write("changelog", writer.changelog(args[3]));
    }

    private String commandLinePage() throws ClassNotFoundException {
        return ManPage.of(new CommandLine(Class.forName(PROGRAM)).getCommandSpec(), version, day());
    }

    private String daemonPage(Path page) throws IOException {
        return Files.readString(page).replace("@VERSION@", version).replace("@DATE@", day());
    }

    private String changelog(String maintainer) {
        String day = date.format(DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss xx", Locale.ROOT));
        return """
                mail-sender (%s) unstable; urgency=medium

                  * See CHANGELOG.md in the sources.

                 -- %s  %s
                """.formatted(version.replace("-SNAPSHOT", "~SNAPSHOT"), maintainer, day);
    }

    private String day() {
        return date.toLocalDate().toString();
    }

    /** Writes the text, and a compressed copy for the Debian package. */
    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
        Files.write(directory.resolve(name + ".gz"), gzip(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(file) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(content);
        }
        byte[] bytes = file.toByteArray();
        // XFL 2, maximum compression, as gzip -9 writes it; lintian checks it. Java writes 0.
        bytes[8] = 2;
        return bytes;
    }
}
