package io.mailsender.config;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables in: {@code ${NAME}}, or {@code ${NAME:default}} for one that may be unset. A doubled dollar
 * sign keeps the text after it as it is.
 */
final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\$\\{|\\$\\{([^}:]*)(?::([^}]*))?(})?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> environment;

    Placeholders(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * @param key the setting, for messages
     * @throws InvalidConfigurationException where a variable is unset and has no default
     */
    String resolve(String key, String text) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(value(key, match.group(), match)));
    }

    private String value(String key, String whole, MatchResult match) {
        if (whole.equals("$${")) {
            return "${";
        }
        @Nullable String name = match.group(1);
        if (match.group(3) == null || !NAME.matcher(name).matches()) {
            throw new InvalidConfigurationException(
                    key, "${ must be followed by NAME} or NAME:default}; write $${ for the text ${");
        }
        String value = environment.get(name);
        if (value != null) {
            return value;
        }
        @Nullable String otherwise = match.group(2);
        if (otherwise == null) {
            throw new InvalidConfigurationException(key, "the environment variable " + name + " is not set");
        }
        return otherwise;
    }
}
