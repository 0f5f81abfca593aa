package io.mailsender.figure;

import io.mailsender.figure.FigureStore.LastReply;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what providers say most often. */
final class FrequentReply {

    private static final int MAX_LENGTH = 120;

    private FrequentReply() {}

    /** Replies that differ in an address, an id or a number only are the same. Empty if there are none. */
    static Optional<String> of(List<LastReply> replies) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        replies.forEach(reply -> counts.merge(words(reply), 1, Integer::sum));
        return counts.entrySet().stream()
                .reduce((one, other) -> other.getValue() > one.getValue() ? other : one)
                .map(Map.Entry::getKey);
    }

    private static String words(LastReply reply) {
        String text = Arrays.stream(reply.text().split(" "))
                .map(word -> isParticular(word) ? "…" : word)
                .collect(Collectors.joining(" "))
                .strip();
        String code = reply.statusCode() == 0 || text.startsWith(String.valueOf(reply.statusCode()))
                ? ""
                : reply.statusCode() + " ";
        String all = reply.provider() + ": " + code + text;
        String cut =
                all.length() <= MAX_LENGTH ? all : all.substring(0, MAX_LENGTH).strip() + "…";
        return cut.endsWith(".") ? cut.substring(0, cut.length() - 1) : cut;
    }

    /** An address, or a long word with digits. */
    private static boolean isParticular(String word) {
        return word.indexOf('@') >= 0 || word.length() >= 10 && word.chars().anyMatch(Character::isDigit);
    }
}
