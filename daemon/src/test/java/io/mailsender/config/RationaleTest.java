package io.mailsender.config;

import static java.util.function.Predicate.not;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The decisions have a page per package, are found from the code, and name only classes and libraries that exist. */
class RationaleTest {

    private static final Path ROOT = Path.of("..");
    private static final Path INDEX = ROOT.resolve("RATIONALE.md");
    private static final Path PAGES = ROOT.resolve("docs/rationale");
    private static final Path PACKAGES = Path.of("src/main/java/io/mailsender");

    /** A class, an annotation or a Java file in backticks, maybe with a member. */
    private static final Pattern CLASS = Pattern.compile("`@?([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?`");

    private static final String DEPENDENCIES = "\n## Dependencies\n";

    private static final String DECLARED = "\\b(?:class|record|enum|interface) ([A-Z]\\w*)";
    private static final String IMPORTED = "(?m)^import [\\w.]+\\.([A-Z]\\w*);";

    static Stream<Path> pages() throws IOException {
        return Stream.concat(Stream.of(INDEX), files(PAGES).sorted());
    }

    static Stream<Path> packages() throws IOException {
        return files(PACKAGES).filter(file -> file.endsWith("package-info.java"));
    }

    @ParameterizedTest
    @MethodSource("packages")
    void eachPackageNamesItsPage(Path packageInfo) {
        Path folder = PACKAGES.relativize(packageInfo.getParent());
        String feature = folder.getName(0).toString();
        String page = feature.isEmpty() ? "RATIONALE.md" : "docs/rationale/" + feature + ".md";

        assertThat(ROOT.resolve(page)).exists();
        assertThat(Texts.read(packageInfo)).contains("Decisions: " + page);
    }

    @Test
    void theIndexLinksToEachPage() throws IOException {
        assertThat(Texts.find(Texts.read(INDEX), "(?m)^\\| \\[[a-z]+\\]\\((docs/rationale/[a-z]+\\.md)\\)"))
                .containsExactlyInAnyOrderElementsOf(files(PAGES)
                        .map(page -> ROOT.relativize(page).toString())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksToFilesThatExist(Path page) {
        assertThat(Texts.find(Texts.read(page), "\\]\\(([^)#]+)"))
                .filteredOn(not(link -> link.startsWith("http")))
                .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void namesClassesThatExist(Path page) throws IOException {
        Map<String, List<String>> sources = sources();
        Matcher named = CLASS.matcher(Texts.read(page).split(DEPENDENCIES)[0]);
        while (named.find()) {
            String name = named.group(1);
            assertThat(sources.containsKey(name) || isJavaLang(name))
                    .as("a class %s", named.group())
                    .isTrue();
            if (named.group(2) != null && !named.group(2).equals("java") && sources.containsKey(name)) {
                assertThat(sources.get(name)).as(named.group()).anyMatch(source -> source.contains(named.group(2)));
            }
        }
    }

    @Test
    void namesTheLibrariesAndPluginsThatAreUsed() throws IOException {
        Set<String> named = Texts.find(Texts.read(INDEX).split(DEPENDENCIES)[1], "(?m)^\\| (`[^|]*) \\|").stream()
                .flatMap(cell -> Texts.find(cell, "`([^`]+)`").stream())
                .collect(toSet());
        Set<String> used = new TreeSet<>();
        for (String module :
                List.of("", "daemon", "cli", "client", "helm", "helm/daemon", "deploy/package", "deploy/image")) {
            String pom = Texts.read(ROOT.resolve(module).resolve("pom.xml"))
                    .replaceAll("(?s)<(dependencyManagement|exclusions|parent)>.*?</\\1>", "");
            used.addAll(
                    Texts.find(pom, "(?s)<(?:dependency|plugin|path)>(?:(?!</).)*?</groupId>\\s*<artifactId>([^<]+)<"));
        }
        used.removeIf(artifact -> artifact.startsWith("mail-sender-"));

        assertThat(used).hasSizeGreaterThan(50);
        assertThat(named).containsExactlyInAnyOrderElementsOf(used);
    }

    /** From the simple name of each class, own or imported, to the sources that declare or import it. */
    private static Map<String, List<String>> sources() {
        return Stream.of("daemon", "cli", "client", "helm", "deploy", "bench", "supply-chain")
                .flatMap(module -> files(ROOT.resolve(module)))
                .filter(file ->
                        file.toString().endsWith(".java") && !file.toString().contains("/target/"))
                .map(Texts::read)
                .flatMap(source -> Stream.of(DECLARED, IMPORTED)
                        .flatMap(pattern -> Texts.find(source, pattern).stream())
                        .map(name -> Map.entry(name, source)))
                .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
    }

    private static boolean isJavaLang(String name) {
        try {
            Class.forName("java.lang." + name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
