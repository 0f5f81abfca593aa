package io.mailsender.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The store uses only SQL that docs/sql.md lists. */
class PortableSqlTest {

    private static final Path PAGE = Path.of("..", "docs", "sql.md");
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "mailsender", "store");
    private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern WORD = Pattern.compile("\\b[A-Z]{2,}\\b");
    private static final Pattern FUNCTION = Pattern.compile("\\b([a-z_]*[a-z])\\(");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    /** Used on SQLite only, or not SQL. */
    private static final Set<String> NOT_PORTABLE =
            Set.of("SQLITE", "BLOB", "WITHOUT", "ROWID", "JSON", "AUTOINCREMENT", "HOSTNAME");

    @Test
    void listsEveryWord() throws IOException {
        assertThat(used(WORD)).isNotEmpty().isSubsetOf(listed(WORD));
    }

    @Test
    void listsEveryFunction() throws IOException {
        assertThat(used(FUNCTION)).isNotEmpty().isSubsetOf(listed(FUNCTION));
    }

    @Test
    void listsNoUnusedWord() throws IOException {
        Set<String> unused = listed(WORD);
        unused.removeAll(used(WORD));
        assertThat(unused).containsExactly("SHOW");
    }

    private static Set<String> listed(Pattern pattern) throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split(" \\| ", 2)[0])
                .flatMap(first -> CODE.matcher(first).results().map(code -> code.group(1)))
                .flatMap(code -> pattern.matcher(code).results())
                .map(PortableSqlTest::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> used(Pattern pattern) throws IOException {
        return Stream.concat(literals(), migrations())
                .flatMap(sql -> pattern.matcher(sql).results())
                .map(PortableSqlTest::name)
                .filter(word -> !NOT_PORTABLE.contains(word))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(MatchResult match) {
        return match.groupCount() == 0 ? match.group() : match.group(1);
    }

    private static Stream<String> literals() throws IOException {
        return texts(SOURCES, ".java").stream()
                .flatMap(source -> LITERAL.matcher(source).results())
                .map(literal -> literal.group(1))
                // Only SQLite has pragmas.
                .filter(literal -> !literal.startsWith("PRAGMA"));
    }

    private static Stream<String> migrations() throws IOException {
        return texts(MIGRATIONS, ".sql").stream()
                .map(sql -> sql.replaceAll("--.*", "")
                        .replace("${bytes}", "BYTEA")
                        .replace("${identity}", "")
                        .replaceAll("\\b[a-z_]+ \\(", " ("));
    }

    private static List<String> texts(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .map(Texts::read)
                    .toList();
        }
    }
}
