import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Assembles the image's files on top of its base: a Java runtime with only the modules that the daemon needs, the
 * daemon, SQLite's native library, and the JVM's startup cache. {@code java Assemble.java DAEMON_JAR DIRECTORY} with a
 * JDK 25 or newer; the directory, which is emptied first, becomes the root of the image.
 */
final class Assemble {

    /** The modules that the daemon and its libraries use, some by name only: jar file systems, TLS, Kerberos for PostgreSQL. */
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.desktop",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.security.jgss",
            "java.security.sasl",
            "java.sql",
            "jdk.crypto.ec",
            "jdk.jfr",
            "jdk.management",
            "jdk.security.auth",
            "jdk.security.jgss",
            "jdk.unsupported",
            "jdk.zipfs");

    /** The JVM's cache is valid only for a jar with this time. Jib sets it on every file; Docker keeps it. */
    private static final FileTime TIME = FileTime.fromMillis(1000);

    private Assemble() {}

    public static void main(String[] args) throws Exception {
        if (args.length != 2 || Runtime.version().feature() < 25) {
            throw new IllegalArgumentException("Usage: java Assemble.java DAEMON_JAR DIRECTORY, with a JDK 25 or newer");
        }
        Path root = Path.of(args[1]).toAbsolutePath();
        delete(root);
        Path home = Files.createDirectories(inside(root, Options.HOME));
        Files.createDirectories(inside(root, Options.STATE));
        Files.createDirectories(inside(root, "/etc/mail-sender-daemon"));
        linkRuntime(home.resolve("runtime"));
        Path jar = Files.copy(Path.of(args[0]), home.resolve("mail-sender-daemon.jar"));
        extractNativeLibrary(jar, Files.createDirectory(home.resolve("lib")));
        Files.setLastModifiedTime(jar, TIME);
        CacheTrainer.run(home);
        Files.write(home.resolve("daemon.options"), Options.daemon(Options.HOME, Options.USE));
        Files.write(home.resolve("health.options"), Options.healthCheck());
    }

    private static Path inside(Path root, String path) {
        return root.resolve(path.substring(1));
    }

    private static void linkRuntime(Path runtime) {
        int status = ToolProvider.findFirst("jlink")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--add-modules=" + String.join(",", MODULES),
                        "--output=" + runtime,
                        "--strip-java-debug-attributes",
                        "--compress=zip-6",
                        "--no-header-files",
                        "--no-man-pages");
        if (status != 0) {
            throw new IllegalStateException("jlink exited with " + status);
        }
    }

    /** Otherwise SQLite's driver writes it to a temporary directory, which may be mounted noexec in a container. */
    private static void extractNativeLibrary(Path jar, Path directory) throws IOException {
        String architecture = System.getProperty("os.arch");
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Path all = zip.getPath("/org/sqlite/native");
            Path own = all.resolve("Linux").resolve(architecture.equals("amd64") ? "x86_64" : architecture);
            Files.copy(own.resolve("libsqlitejdbc.so"), directory.resolve("libsqlitejdbc.so"));
            delete(all);
        }
    }

    static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> all = Files.walk(path)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
