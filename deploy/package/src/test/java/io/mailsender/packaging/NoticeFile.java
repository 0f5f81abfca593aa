package io.mailsender.packaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The third-party notices inside a jar that we distribute. */
final class NoticeFile {

    private static final Pattern LIBRARY =
            Pattern.compile("^ +\\* .* \\(([\\w.-]+:[\\w.-]+:[\\w.-]+) - .*\\)$", Pattern.MULTILINE);

    private NoticeFile() {}

    /** @param program the jar's name without {@code .jar} */
    static String text(String program) throws IOException {
        return entry(program, "META-INF/THIRD-PARTY.txt");
    }

    static String entry(String program, String path) throws IOException {
        String module = program.endsWith("daemon") ? "daemon" : "cli";
        try (JarFile jar = new JarFile(BuildOutput.CHECKOUT
                .resolve(module + "/target/" + program + ".jar")
                .toFile())) {
            return new String(jar.getInputStream(jar.getEntry(path)).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** @return each library as {@code group:name:version} */
    static Set<String> libraries(String program) throws IOException {
        Set<String> libraries = new TreeSet<>();
        Matcher library = LIBRARY.matcher(text(program));
        while (library.find()) {
            libraries.add(library.group(1));
        }
        return libraries;
    }
}
