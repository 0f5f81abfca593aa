package io.mailsender.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.jspecify.annotations.Nullable;

/** Reads the API key. It is never an argument: every user of the machine can see those in the process list. */
final class ApiKeySource {

    private static final String STDIN = "-";

    // Bytes. Far longer than any key, so that endless input that is no key ends in an error.
    private static final int MAX_LENGTH = 4096;

    private ApiKeySource() {}

    /**
     * @param file {@code -} for the first line of the standard input, whose rest may be the text of the mail; {@code null} for the
     *     environment
     * @param err for the warning about a file that every user can read
     * @return empty if there is no key
     * @throws IOException if the file cannot be read
     */
    static String read(@Nullable Path file, @Nullable String environment, InputStream stdin, PrintWriter err)
            throws IOException {
        if (file == null) {
            return environment == null ? "" : environment.strip();
        }
        if (file.toString().equals(STDIN)) {
            return firstLine(stdin).strip();
        }
        String key = Files.readString(file).strip();
        if (isReadableByOthers(file)) {
            err.println("mail-sender: all users of this machine can read the API key in " + file + "; run chmod 600 "
                    + file);
        }
        return key;
    }

    private static String firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
            if (line.size() > MAX_LENGTH) {
                throw new IOException("the first line is longer than " + MAX_LENGTH + " bytes, so it is no API key");
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static boolean isReadableByOthers(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)
                // Secrets mounted by Kubernetes, Docker and Podman have this mode, in a container without other users.
                && !Files.exists(file.resolveSibling("..data"))
                && !file.startsWith("/run/secrets");
    }
}
