package io.mailsender.console.screen;

/** The name under which a browser stores a stranger's file. */
final class SafeFileName {

    private static final int MAX = 100;

    private SafeFileName() {}

    /** Letters, digits, dots and hyphens; others become underscores, and so does a dot at the beginning. */
    static String of(String name) {
        StringBuilder safe = new StringBuilder();
        name.codePoints().limit(MAX).forEach(c -> safe.append(isSafe(c) ? (char) c : '_'));
        if (safe.length() == 0 || safe.charAt(0) == '.') {
            safe.insert(0, "file");
        }
        return safe.toString();
    }

    private static boolean isSafe(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-';
    }
}
