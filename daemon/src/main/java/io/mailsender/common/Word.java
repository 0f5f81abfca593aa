package io.mailsender.common;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The word for an enum constant outside the code: in the API, the database, settings, logs and metrics. */
public final class Word {

    private Word() {}

    /** The constant's name in lower case. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The constant with this word; empty if there is none. */
    public static <E extends Enum<E>> Optional<E> parse(Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> of(constant).equals(word))
                .findFirst();
    }
}
