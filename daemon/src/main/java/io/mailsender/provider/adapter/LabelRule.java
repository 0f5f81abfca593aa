package io.mailsender.provider.adapter;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * What a provider's tags, or the names of its metadata, may hold. A label must not decide which provider gets a mail: what a provider
 * does not take is mapped, always in the same way, and the original is in the gateway's own record.
 *
 * @param maxLength in characters
 * @param allowed the code points it takes; each other one becomes _, which is to be one of them
 */
record LabelRule(int maxLength, IntPredicate allowed) {

    /** The label as the provider takes it, never empty. */
    String apply(String label) {
        StringBuilder mapped = new StringBuilder();
        label.codePoints().limit(maxLength).forEach(c -> mapped.appendCodePoint(allowed.test(c) ? c : '_'));
        return mapped.toString().isBlank() ? "_" : mapped.toString();
    }

    /**
     * Metadata under names that the provider takes. They stay distinct: where one is taken already, the later in the alphabet gets
     * {@code _2}, {@code _3} and so on.
     *
     * @param taken names that are the gateway's own there
     */
    Map<String, String> named(Map<String, String> metadata, Set<String> taken) {
        Map<String, String> named = new TreeMap<>();
        Map<String, String> others = new TreeMap<>();
        // What needs no other name keeps its own.
        metadata.forEach(
                (name, value) -> (name.equals(apply(name)) && !taken.contains(name) ? named : others).put(name, value));
        others.forEach((name, value) -> named.put(free(apply(name), named.keySet(), taken), value));
        return named;
    }

    private String free(String name, Set<String> named, Set<String> taken) {
        String free = name;
        for (int i = 2; named.contains(free) || taken.contains(free); i++) {
            String suffix = "_" + i;
            free = name.substring(0, Math.min(name.length(), maxLength - suffix.length())) + suffix;
        }
        return free;
    }
}
