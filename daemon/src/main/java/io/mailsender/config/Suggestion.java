package io.mailsender.config;

import java.util.Collection;
import java.util.Comparator;

/** Suggests the known word that a mistyped one was meant to be. */
public final class Suggestion {

    private static final int MAX_DISTANCE = 3;

    private Suggestion() {}

    /** {@code "; did you mean …?"}, or all known words if none is close. */
    public static String among(Collection<String> known, String word) {
        return known.stream()
                .min(Comparator.comparingInt((String k) -> distance(k, word)).thenComparing(Comparator.naturalOrder()))
                .filter(k -> distance(k, word) <= Math.min(MAX_DISTANCE, k.length() / 2))
                .map(k -> "; did you mean " + k + "?")
                .orElseGet(() ->
                        "; known: " + String.join(", ", known.stream().sorted().toList()));
    }

    /** Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substitution, 1 + Math.min(row[j - 1], previous[j]));
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
