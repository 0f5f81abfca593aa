package io.mailsender.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the facts in docs/. The script docs/test runs the commands in it. */
class DocsTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(#[^)]*)?\\)");

    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|Contract))(?:\\.(\\w+))?`");

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(DOCS)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) {
        Matcher link = LINK.matcher(Texts.read(page));
        while (link.find()) {
            if (link.group(1).startsWith("http")) {
                continue;
            }
            Path target = link.group(1).isEmpty() ? page : DOCS.resolve(link.group(1));
            assertThat(target).exists();
            if (link.group(2) != null) {
                assertThat(anchors(target)).contains(link.group(2));
            }
        }
    }

    @Test
    void theTestsOfTheThreatModelExist() throws IOException {
        Map<String, String> tests;
        try (Stream<Path> files = Stream.of("daemon", "cli", "helm")
                .flatMap(module -> walk(Path.of("..", module, "src", "test", "java")))) {
            tests = files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            Texts::read,
                            (one, other) -> one + other));
        }
        Matcher named = TEST.matcher(Texts.read(DOCS.resolve("security.md")));
        assertThat(named.results().count()).isGreaterThan(40);
        named.reset();
        while (named.find()) {
            assertThat(tests).containsKey(named.group(1));
            if (named.group(2) != null) {
                assertThat(tests.get(named.group(1))).as(named.group()).contains("void " + named.group(2) + "(");
            }
        }
    }

    private static Stream<Path> walk(Path root) {
        try {
            return Files.walk(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theFirstConfigurationIsAccepted() {
        assertThat(accepted(section("configuration.md", "```yaml", "```")).providers())
                .containsExactly("amazon_ses", "relay");
    }

    @Test
    void theExamplesOfOAuth2AreAccepted() {
        List<String> examples = Texts.find(Texts.read(DOCS.resolve("oauth.md")), "(?s)```yaml\\n(.*?)```");
        assertThat(examples)
                .hasSize(4)
                .allSatisfy(yaml -> assertThat(accepted(yaml).providers()).hasSize(1));
    }

    @Test
    void theKeysAreAccepted() {
        String keys = "api-keys:\n" + section("configuration.md", "```yaml\napi-keys:\n", "```");

        assertThat(accepted("providers: {capture: {kind: capture}}\nroutes: [{name: marketing, order: [capture]}]\n"
                                + keys)
                        .properties()
                        .toString())
                .contains("billing-app", "from-domains", "recipients");
    }

    @Test
    void theRoutesAreAccepted() {
        String start = "order: [amazon_ses, mailgun]\nroutes:\n";
        String routes = start + section("configuration.md", "```yaml\n" + start, "```");

        assertThat(accepted(
                                "providers: {amazon_ses: {kind: capture}, mailgun: {kind: capture}, relay: {kind: capture}}\n"
                                        + routes)
                        .providers())
                .containsExactly("amazon_ses", "mailgun", "relay");
    }

    private static Configuration accepted(String yaml) {
        Path file = DOCS.resolve("configuration.md");
        Map<String, String> environment = Texts.find(yaml, "\\$\\{([A-Z_]+)\\}").stream()
                .collect(Collectors.toMap(name -> name, name -> String.format("%064x", name.hashCode() & 0xFFFF)));
        return Configuration.check(
                new ConfigOrigin(false, file.toString()), ConfigFile.parse(file.toString(), yaml), environment);
    }

    @Test
    void listsExactlyTheMetricsOfTheDaemon() throws IOException {
        Set<String> documented = new TreeSet<>(
                Texts.find(Texts.read(DOCS.resolve("monitoring.md")), "(?m)^\\| `(mail_sender_[a-z_]+)`"));
        Set<String> registered = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            sources.filter(Files::isRegularFile)
                    .forEach(source ->
                            registered.addAll(Texts.find(Texts.read(source), "\"(mail\\.sender\\.[a-z.]+)\"")));
        }
        assertThat(documented.stream()
                        .map(name -> name.replaceAll("_(total|seconds)$", ""))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(
                        registered.stream().map(name -> name.replace('.', '_')).toList());
    }

    /** What docs/ quotes of the log beside lines that begin with a message's id. */
    private static final List<String> LOG_LINES = List.of(
            "relay does not accept this account (554)",
            "answered after 25 s",
            "accepted a message but refused some recipients for a reason that concerns the account",
            "store: schema brought up to date");

    @Test
    void theLogLinesAreThoseOfTheDaemon() throws IOException {
        String docs = pages().map(Texts::read).collect(Collectors.joining("\n")).replaceAll("\\s+", " ");
        Set<String> quoted = new TreeSet<>(Texts.find(docs, "`(message ID: [^`]+)`"));
        assertThat(quoted).isNotEmpty();
        quoted.addAll(LOG_LINES);
        List<Pattern> formats = walk(Path.of("src", "main", "java"))
                .filter(source -> source.toString().endsWith(".java"))
                .flatMap(source -> Texts.find(Texts.read(source), "LOG\\.[a-z]+\\(\\s*\"([^\"]+)\"").stream())
                .map(format -> Pattern.compile(
                        Stream.of(format.split("\\{}", -1)).map(Pattern::quote).collect(Collectors.joining("(?:.+)"))))
                .toList();
        assertThat(quoted).allSatisfy(line -> {
            assertThat(docs).contains("`" + line);
            assertThat(formats)
                    .anyMatch(format -> format.matcher(line).matches()
                            || format.matcher("message ID: " + line).matches()
                            || format.pattern().contains(line)
                            || format.matcher("message ID: relay " + line + ": sent")
                                    .matches());
        });
    }

    @Test
    void everyMetricNamedIsInTheTable() throws IOException {
        String table = Texts.read(DOCS.resolve("monitoring.md"));
        pages().forEach(page -> assertThat(Texts.find(Texts.read(page), "\\b(mail_sender_[a-z]+_[a-z_]*[a-z])"))
                .as(page.toString())
                .allMatch(metric -> table.contains("| `" + metric.replaceAll("_(bucket|count|sum)$", "") + "`")));
    }

    private static List<String> anchors(Path page) {
        return Texts.find(Texts.read(page), "(?m)^#+ (.*)$").stream()
                .map(heading -> "#"
                        + heading.toLowerCase(Locale.ROOT)
                                .replaceAll("[^a-z0-9 -]", "")
                                .replace(' ', '-'))
                .toList();
    }

    private static String section(String page, String start, String end) {
        String text = Texts.read(DOCS.resolve(page));
        int from = text.indexOf(start) + start.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
