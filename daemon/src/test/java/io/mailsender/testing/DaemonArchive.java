package io.mailsender.testing;

import io.mailsender.Application;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * What lets a daemon start in half the time: its classes as the JVM has them in memory, written down by a daemon that ran before (class
 * data sharing). The JVM takes no directory on the class path for that, so the daemon's classes are put into a jar.
 */
final class DaemonArchive {

    private static @Nullable DaemonArchive made;

    private final String classPath;
    private final Path archive;

    private DaemonArchive(String classPath, Path archive) {
        this.classPath = classPath;
        this.archive = archive;
    }

    /** Made with the first daemon of a test run. */
    static synchronized DaemonArchive get() throws IOException, InterruptedException {
        DaemonArchive archive = made;
        if (archive == null) {
            archive = make();
            made = archive;
        }
        return archive;
    }

    List<String> options() {
        return List.of("-XX:SharedArchiveFile=" + archive, "-cp", classPath);
    }

    private static DaemonArchive make() throws IOException, InterruptedException {
        Path classes = Path.of(Application.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        Path directory = Files.createDirectories(classes.resolveSibling("daemon-archive"));
        Path jar = directory.resolve("daemon.jar");
        pack(classes, jar);
        String classPath = jar
                + File.pathSeparator
                + Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> Files.isRegularFile(Path.of(entry)))
                        .collect(Collectors.joining(File.pathSeparator));
        Path archive = directory.resolve("daemon.jsa");
        Files.deleteIfExists(archive);
        Path database = directory.resolve("mail.db");
        Path config = Files.writeString(
                directory.resolve("config.yml"),
                "providers: {c: {kind: capture}}\nserver: {port: 0}\nstore: {kind: sqlite, file: '" + database
                        + "'}\n");
        try (DaemonProcess first = DaemonProcess.start(
                config,
                directory.resolve("daemon.log"),
                List.of("-XX:ArchiveClassesAtExit=" + archive, "-cp", classPath),
                Map.of())) {
            first.awaitListening();
            first.stop();
        }
        return new DaemonArchive(classPath, archive);
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(path -> !path.equals(classes)).sorted().toList()) {
                String name = classes.relativize(each).toString().replace(File.separatorChar, '/');
                // Directories as well: the daemon looks into some of them.
                out.putNextEntry(new ZipEntry(Files.isDirectory(each) ? name + "/" : name));
                if (Files.isRegularFile(each)) {
                    Files.copy(each, out);
                }
                out.closeEntry();
            }
        }
    }
}
