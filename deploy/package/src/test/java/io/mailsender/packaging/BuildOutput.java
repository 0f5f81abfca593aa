package io.mailsender.packaging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;

/** Reads the packages that this build made. */
final class BuildOutput {

    static final Path DIST = Path.of(System.getProperty("dist"));
    static final String VERSION = System.getProperty("package.version");
    static final String DEBIAN_VERSION = VERSION.replace("-SNAPSHOT", "~SNAPSHOT");
    static final Path CHECKOUT = Path.of("..", "..");

    private BuildOutput() {}

    /** @param control the package's metadata and scripts */
    record Deb(TarArchive control, TarArchive data) {}

    static Deb deb() throws IOException {
        Map<String, byte[]> parts = new TreeMap<>();
        try (ArArchiveInputStream ar = new ArArchiveInputStream(
                Files.newInputStream(DIST.resolve("mail-sender_" + DEBIAN_VERSION + "_all.deb")))) {
            for (ArArchiveEntry entry = ar.getNextEntry(); entry != null; entry = ar.getNextEntry()) {
                parts.put(entry.getName(), ar.readAllBytes());
            }
        }
        return new Deb(tar(parts, "control.tar.gz"), tar(parts, "data.tar.gz"));
    }

    private static TarArchive tar(Map<String, byte[]> parts, String name) throws IOException {
        return TarArchive.readGzip(new ByteArrayInputStream(parts.get(name)));
    }

    static String licence() throws IOException {
        return Files.readString(CHECKOUT.resolve("LICENSE"));
    }

    static TarArchive archive() throws IOException {
        try (InputStream file = Files.newInputStream(DIST.resolve("mail-sender-" + VERSION + ".tar.gz"))) {
            return TarArchive.readGzip(file);
        }
    }
}
