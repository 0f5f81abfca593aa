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

/** Where the API key is read from: never an argument, which every user of the machine can see in the list of processes. */
final class ApiKey {

    private static final String STDIN = "-";

    // Longer than any key: whoever pipes something else in shall not have to wait for its end.
    private static final int MAX_LENGTH = 4096;

    private ApiKey() {}

    /**
     * @param file {@code -} for the first line of the standard input, of which the rest may be the text of the mail; {@code null}
     *     for the environment
     * @param err for a line about a file that others can read
     * @return empty where there is none
     * @throws IOException where the file cannot be read
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
        if (othersRead(file)) {
            err.println("mail-sender: all users of this machine can read " + file + "; chmod 600");
        }
        return key;
    }

    private static String firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
            if (line.size() > MAX_LENGTH) {
                throw new IOException("no key of at most " + MAX_LENGTH + " bytes");
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static boolean othersRead(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)
                // Kubernetes, Docker and Podman mount secrets so, for a container in which there are no others.
                && !Files.exists(file.resolveSibling("..data"))
                && !file.startsWith("/run/secrets");
    }
}
