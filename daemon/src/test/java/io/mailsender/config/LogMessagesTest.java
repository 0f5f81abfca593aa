package io.mailsender.config;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/monitoring.md lists exactly the messages that the daemon logs at INFO and above. {@code -Dlog.accept=true} removes stale rows and
 * adds missing ones; their meaning is then to be written by hand.
 */
class LogMessagesTest {

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path PAGE = Path.of("..", "docs", "monitoring.md");
    private static final String HEAD = "| level | message | meaning, what to do |\n|---|---|---|\n";
    private static final Pattern ROW = Pattern.compile("\\| (ERROR|WARN|INFO) \\| (`+) ?(.*?) ?\\2 \\|(.*)\\|");
    private static final List<String> LEVELS = List.of("ERROR", "WARN", "INFO");

    private static final String LITERAL = "\"((?:[^\"\\\\]|\\\\.)*+)\"";
    private static final Pattern CALL = Pattern.compile("\\bLOG(?:\\.|::)(info|warn|error)\\b(?:\\(\\s*+(" + LITERAL
            + "(?:\\s*+\\+\\s*+" + LITERAL + ")*+)\\s*+[,)])?");

    @Test
    void everyMessageIsAConstant() throws IOException {
        assertThat(calls().filter(call -> call.template().isEmpty())).isEmpty();
    }

    @Test
    void everyMessageIsLoggedInOnePlace() throws IOException {
        Map<String, List<Call>> places = calls().collect(groupingBy(Call::template));
        assertThat(places.values()).allSatisfy(calls -> assertThat(calls).hasSize(1));
    }

    @Test
    void theTableListsEveryMessageAndItsMeaning() throws IOException {
        Set<Message> logged = calls().map(Call::message).collect(Collectors.toCollection(TreeSet::new));
        if (Boolean.getBoolean("log.accept")) {
            accept(logged);
        }
        Map<Message, String> documented = documented();
        assertThat(documented.keySet())
                .as("the log messages changed; -Dlog.accept=true changes the table in %s", PAGE)
                .containsExactlyElementsOf(logged);
        assertThat(documented)
                .allSatisfy((message, meaning) -> assertThat(meaning)
                        .as("the meaning of \"%s\" in %s", message.template(), PAGE)
                        .isNotBlank());
    }

    private static void accept(Set<Message> logged) throws IOException {
        Map<Message, String> documented = documented();
        documented.keySet().stream()
                .filter(message -> !logged.contains(message))
                .forEach(message -> System.out.println("removed: " + row(message, documented.get(message))));
        String table = logged.stream()
                .map(message -> row(message, documented.getOrDefault(message, "")))
                .collect(Collectors.joining("\n"));
        String page = Files.readString(PAGE);
        int start = page.indexOf(HEAD) + HEAD.length();
        Files.writeString(PAGE, page.substring(0, start) + table + page.substring(page.indexOf("\n\n", start - 1)));
    }

    /** A template with a backtick needs two around it. */
    private static String row(Message message, String meaning) {
        String template = message.template();
        String code = template.contains("`") ? "`` " + template + " ``" : "`" + template + "`";
        return "| " + message.level() + " | " + code + " | " + (meaning.isBlank() ? "" : meaning + " ") + "|";
    }

    private static Map<Message, String> documented() {
        String page = Texts.read(PAGE);
        assertThat(page).containsOnlyOnce(HEAD);
        Map<Message, String> documented = new LinkedHashMap<>();
        page.substring(page.indexOf(HEAD) + HEAD.length())
                .lines()
                .takeWhile(line -> line.startsWith("|"))
                .forEach(line -> {
                    Matcher row = ROW.matcher(line);
                    assertThat(row.matches()).as(line).isTrue();
                    documented.put(
                            new Message(row.group(1), row.group(3)),
                            row.group(4).strip());
                });
        return documented;
    }

    private static Stream<Call> calls() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> sources.put(SOURCES.relativize(file).toString(), Texts.read(file)));
        }
        return sources.entrySet().stream()
                .flatMap(source -> CALL.matcher(source.getValue())
                        .results()
                        .map(call -> new Call(
                                source.getKey(),
                                call.group(1).toUpperCase(java.util.Locale.ROOT),
                                call.group(2) == null ? "" : template(call.group(2)))));
    }

    private static String template(String literals) {
        return String.join("", Texts.find(literals, LITERAL)).translateEscapes();
    }

    /** A call of a logger; the template is empty if it is not a constant. */
    private record Call(String source, String level, String template) {

        Message message() {
            return new Message(level, template);
        }
    }

    /** In the order of the table: the most severe first. */
    private record Message(String level, String template) implements Comparable<Message> {

        @Override
        public int compareTo(Message other) {
            return Comparator.comparingInt((Message m) -> LEVELS.indexOf(m.level()))
                    .thenComparing(Message::template, String.CASE_INSENSITIVE_ORDER)
                    .compare(this, other);
        }
    }
}
