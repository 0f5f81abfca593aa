import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Writes the third-party notices file: the list of libraries and their licences, and each licence and notice text in their jars, once.
 * {@code java Notices.java LIST CLASS_PATH OUTPUT [DIRECTORY]}: the list of libraries, the jars to search, the file to write, and a
 * directory with the texts of third-party code that is not in a jar.
 */
final class Notices {

    private static final Pattern NAME =
            Pattern.compile("(.*/)?[\\w.-]*(LICEN[CS]E|NOTICE|COPYING)(\\.(txt|md|zentus))?", Pattern.CASE_INSENSITIVE);

    private static final String HEAD =
            """
            This program contains the third-party libraries listed below, unchanged. A library that is listed under several
            licences is used under EPL-2.0 or a BSD licence, not under the GPL or the LGPL. The source of each library is available
            at the address beside its name, and from Maven Central under the name in brackets.

            """;

    private final Map<String, TreeSet<String>> placesByText = new TreeMap<>();

    private Notices() {}

    public static void main(String[] args) throws IOException {
        Notices notices = new Notices();
        for (String element : args[1].split(File.pathSeparator)) {
            // Our own modules are directories.
            if (Files.isRegularFile(Path.of(element)) && element.endsWith(".jar")) {
                notices.readJar(Path.of(element));
            }
        }
        if (args.length > 3) {
            notices.readDirectory(Path.of(args[3]));
        }
        Path output = Path.of(args[2]);
        Files.createDirectories(output.getParent());
        String list = Files.readString(Path.of(args[0])).strip().replaceAll("(?m)^.*\\(io\\.mailsender:.*\n", "");
        Files.writeString(output, HEAD + list + "\n" + notices.texts());
    }

    private void readJar(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            for (ZipEntry entry : jar.stream().toList()) {
                if (!entry.isDirectory() && NAME.matcher(entry.getName()).matches()) {
                    byte[] content = jar.getInputStream(entry).readAllBytes();
                    add(file.getFileName() + ": " + entry.getName(), content);
                }
            }
        }
    }

    private void readDirectory(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                add(directory.getFileName() + ": " + file.getFileName(), Files.readAllBytes(file));
            }
        }
    }

    private void add(String place, byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8).replaceAll("[ \\t\\r]+\n", "\n").strip();
        placesByText.computeIfAbsent(text, none -> new TreeSet<>()).add(place);
    }

    private String texts() {
        List<String> texts = new ArrayList<>();
        placesByText.forEach((text, places) ->
                texts.add("\n" + "=".repeat(80) + "\n" + String.join("\n", places) + "\n" + "-".repeat(80) + "\n" + text + "\n"));
        // Sorted by place: a change in a text must not change the order.
        texts.sort(null);
        return String.join("", texts);
    }
}
