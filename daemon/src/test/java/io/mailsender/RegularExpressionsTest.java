package io.mailsender;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Texts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every regular expression of the daemon, the client and the command line reads only linearly many characters of long texts that are
 * built to make it backtrack.
 */
class RegularExpressionsTest {

    private static final int LENGTH = 100_000;

    /** An expression with a few alternatives reads a character a few times. */
    private static final int MAX_READS = 30;

    private static final String LITERAL = "\"(?:[^\"\\\\\\n]|\\\\.)*+\"";
    private static final String JOINED = LITERAL + "(?:\\s*+\\+\\s*+" + LITERAL + ")*+";
    private static final Pattern EXPRESSION = Pattern.compile(
            "(?:Pattern\\.compile|\\.matches|\\.split|\\.replaceAll|\\.replaceFirst)\\(\\s*+(?://[^\\n]*+\\s*+)*+("
                    + JOINED + ")");

    static Set<String> expressions() throws Exception {
        Set<String> expressions = new LinkedHashSet<>();
        for (String module : List.of("daemon", "client", "cli")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> EXPRESSION
                                .matcher(Texts.read(file))
                                .results()
                                .forEach(found -> expressions.add(value(found.group(1)))));
            }
        }
        return expressions;
    }

    @Test
    void findsTheExpressions() throws Exception {
        assertThat(expressions())
                .contains("[,;]", "\\p{Cntrl}+", "[a-z0-9][a-z0-9_-]{0,63}")
                .hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void readsEachCharacterAFewTimes(String expression) {
        for (String text : texts(expression)) {
            assertThat(looks(expression, text)).as(text.substring(0, 40)).isLessThan((long) MAX_READS * text.length());
        }
    }

    /** Proves that the measurement works. */
    @ParameterizedTest
    @ValueSource(strings = {"/+$", "^(\\w+\\s?)*$", ".*,.*;"})
    void findsBacktracking(String expression) {
        assertThat(texts(expression)).anyMatch(text -> looks(expression, text) >= (long) MAX_READS * text.length());
    }

    /** Runs of each character in the expression, and of pairs of them, with an end that never matches. */
    private static List<String> texts(String expression) {
        List<String> parts = new ArrayList<>(List.of("a", "0", " ", "a ", "\n", "a\n", "\0", "\u00FC", "aa,"));
        List<String> own =
                expression.chars().distinct().mapToObj(Character::toString).toList();
        parts.addAll(own);
        own.forEach(first -> parts.add("a" + first));
        return parts.stream()
                .map(part -> part.repeat(LENGTH / part.length()) + "\u2603")
                .toList();
    }

    private static long looks(String expression, String text) {
        Counted counted = new Counted(text, (long) MAX_READS * text.length());
        try {
            Pattern pattern = Pattern.compile(expression);
            boolean whole = pattern.matcher(counted).matches();
            long found = pattern.matcher(counted).results().count();
            assertThat(found).isGreaterThanOrEqualTo(whole ? 1 : 0);
        } catch (TooMany | StackOverflowError e) {
            return Long.MAX_VALUE;
        }
        return counted.looks;
    }

    private static String value(String literals) {
        StringBuilder value = new StringBuilder();
        Pattern.compile(LITERAL)
                .matcher(literals)
                .results()
                .forEach(one -> value.append(one.group(), 1, one.group().length() - 1));
        return value.toString().translateEscapes();
    }

    private static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Counts how often its characters are read, and fails beyond a limit. */
    private static final class Counted implements CharSequence {

        private final CharSequence text;
        private final long most;
        private long looks;

        Counted(CharSequence text, long most) {
            this.text = text;
            this.most = most;
        }

        @Override
        public char charAt(int index) {
            if (++looks > most) {
                throw new TooMany();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
