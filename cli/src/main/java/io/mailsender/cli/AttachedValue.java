package io.mailsender.cli;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The value in {@code --name=VALUE} and {@code -nVALUE}. Whatever it is, it is the value; picocli would refuse one that looks like
 * another option, as in {@code --subject=-s}. No argument can hold a NUL, so one goes before such a value until picocli is done with it.
 */
final class AttachedValue {

    private static final String MARK = "\0";
    // A number is left alone: it looks like no option.
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
