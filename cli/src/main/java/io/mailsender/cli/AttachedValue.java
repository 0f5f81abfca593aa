package io.mailsender.cli;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The value in {@code --name=VALUE} and {@code -nVALUE}. picocli refuses one that looks like an option, as in {@code --subject=-s}, so such
 * a value gets a NUL in front while picocli parses it; no argument can contain a NUL.
 */
final class AttachedValue {

    private static final String MARK = "\0";
    // A negative number does not look like an option to picocli.
    private static final Pattern DASH = Pattern.compile("^(--[a-z-]+=|-[A-Za-z])(?=-\\D)");

    private AttachedValue() {}

    static String[] mark(String[] args) {
        return Arrays.stream(args)
                .map(arg -> DASH.matcher(arg).replaceFirst("$1" + MARK))
                .toArray(String[]::new);
    }

    static String plain(String value) {
        return value.replace(MARK, "");
    }
}
