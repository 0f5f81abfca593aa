package io.mailsender.provider;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * The form that a provider requires of tags, or of the names of metadata. A label must not decide which provider gets a message, so
 * what the provider does not allow is replaced, always in the same way. The message's own record keeps the original.
 *
 * @param maxLength in characters
 * @param allowed the code points that the provider allows; it must allow _, which replaces any other
 */
public record LabelRule(int maxLength, IntPredicate allowed) {

    /** The label in the provider's form, never empty. */
    public String apply(String label) {
        StringBuilder mapped = new StringBuilder();
        label.codePoints().limit(maxLength).forEach(c -> mapped.appendCodePoint(allowed.test(c) ? c : '_'));
        return mapped.toString().isBlank() ? "_" : mapped.toString();
    }

    /**
     * Metadata under names in the provider's form. Names stay distinct: of several that become the same, one that did not change keeps
     * it, and the others get {@code _2}, {@code _3} and so on, in alphabetical order.
     *
     * @param reserved names that metadata must not use
     */
    public Map<String, String> named(Map<String, String> metadata, Set<String> reserved) {
        Map<String, String> named = new TreeMap<>();
        Map<String, String> others = new TreeMap<>();
        metadata.forEach((name, value) ->
                (name.equals(apply(name)) && !reserved.contains(name) ? named : others).put(name, value));
        others.forEach((name, value) -> named.put(free(apply(name), named.keySet(), reserved), value));
        return named;
    }

    private String free(String name, Set<String> named, Set<String> reserved) {
        String free = name;
        for (int i = 2; named.contains(free) || reserved.contains(free); i++) {
            String suffix = "_" + i;
            free = name.substring(0, Math.min(name.length(), maxLength - suffix.length())) + suffix;
        }
        return free;
    }
}
