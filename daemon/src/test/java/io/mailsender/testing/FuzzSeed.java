package io.mailsender.testing;

/** The seed of random tests: {@code -Dfuzz.seed=N}, or always the same one, so that a build does not fail by chance. */
public final class FuzzSeed {

    private FuzzSeed() {}

    /** @throws NumberFormatException if it is no number of 64 bits; another seed in its place would repeat nothing */
    public static long value() {
        return Long.parseLong(System.getProperty("fuzz.seed", "20260101"));
    }
}
