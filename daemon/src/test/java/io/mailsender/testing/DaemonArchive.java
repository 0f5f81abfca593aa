package io.mailsender.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.mailsender.Application;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * An archive of the daemon's loaded classes (class data sharing), dumped by an earlier daemon, which halves the start time. The JVM does not
 * support directories on the class path for this, so the daemon's classes are packed into a jar.
 */
final class DaemonArchive {

    private final String classPath;
    private final Path archive;

    private DaemonArchive(String classPath, Path archive) {
        this.classPath = classPath;
        this.archive = archive;
    }

    static DaemonArchive get() {
        return Made.WITH_THE_FIRST_DAEMON;
    }

    private static final class Made {
        static final DaemonArchive WITH_THE_FIRST_DAEMON = make();
    }

    List<String> options() {
        return options(classPath);
    }

    /** The class path with the test classes after the daemon's; the test classes are not archived. */
    List<String> optionsOfTests() {
        String tests = classPath(Files::isDirectory);
        return options(classPath + File.pathSeparator + tests);
    }

    private List<String> options(String path) {
        // A killed daemon leaves SQLite's extracted library behind, one megabyte each time.
        return List.of("-XX:SharedArchiveFile=" + archive, "-Dorg.sqlite.tmpdir=" + archive.getParent(), "-cp", path);
    }

    private static DaemonArchive make() {
        try {
            return write();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("no archive of the daemon's classes", e);
        }
    }

    private static DaemonArchive write() throws IOException, InterruptedException {
        Path classes = Path.of(Application.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        String jars = classPath(Files::isRegularFile);
        Path directory = Files.createDirectories(
                classes.resolveSibling("daemon-archive-" + Integer.toHexString((Runtime.version() + jars).hashCode())));
        Path jar = directory.resolve("daemon.jar");
        Path archive = directory.resolve("daemon.jsa");
        DaemonArchive made = new DaemonArchive(jar + File.pathSeparator + jars, archive);
        // The first of the parallel test JVMs creates it.
        try (FileChannel file = FileChannel.open(directory.resolve("lock"), CREATE, WRITE);
                FileLock lock = file.lock()) {
            if (lock.isValid() && isOlder(archive, classes)) {
                Files.deleteIfExists(archive);
                pack(classes, jar);
                made.writeTo(directory);
            }
        }
        return made;
    }

    /** The entries of the tests' class path of one kind. */
    private static String classPath(Predicate<Path> kind) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> kind.test(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isOlder(Path archive, Path classes) throws IOException {
        try (Stream<Path> all = Files.walk(classes)) {
            // The time of a missing file is 1970.
            long time = archive.toFile().lastModified();
            return all.anyMatch(each -> each.toFile().lastModified() >= time);
        }
    }

    private void writeTo(Path directory) throws IOException, InterruptedException {
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
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(path -> !path.equals(classes)).sorted().toList()) {
                String name = classes.relativize(each).toString().replace(File.separatorChar, '/');
                // Also directories, since the daemon lists some of them.
                out.putNextEntry(new ZipEntry(Files.isDirectory(each) ? name + "/" : name));
                if (Files.isRegularFile(each)) {
                    Files.copy(each, out);
                }
                out.closeEntry();
            }
        }
    }
}
