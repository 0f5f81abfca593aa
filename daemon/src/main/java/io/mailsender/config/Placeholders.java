package io.mailsender.config;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables in: {@code ${NAME}}, or {@code ${NAME:default}} for one that may be unset; and what a file says:
 * {@code ${file:/path}}, both without a line end. A doubled dollar sign keeps the text after it as it is.
 */
final class Placeholders {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\$\\{|\\$\\{([^}:]*)(?::([^}]*))?(})?");
    private static final String FILE = "file";
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> environment;
    private final Secrets secrets;

    Placeholders(Map<String, String> environment, Secrets secrets) {
        this.environment = environment;
        this.secrets = secrets;
    }

    /**
     * @param key the setting, for messages
     * @throws InvalidConfigurationException where a variable is unset and has no default, or a file cannot be read
     */
    String resolve(String key, String text) {
        secrets.literal(key, PLACEHOLDER.matcher(text).replaceAll(match -> Matcher.quoteReplacement(literal(match))));
        String value = PLACEHOLDER
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(value(key, match.group(), match)));
        // In a header or a command it would end the line, and every mail with it.
        if (CONTROL.matcher(value).find()) {
            throw new InvalidConfigurationException(
                    key, "has a line break or another control character in it; write it on one line");
        }
        return value;
    }

    /** What of a placeholder stands in the configuration file itself. */
    private static String literal(MatchResult match) {
        @Nullable String otherwise = match.group(2);
        return otherwise == null || isFile(match) ? "" : otherwise;
    }

    private static boolean isFile(MatchResult match) {
        return FILE.equals(match.group(1));
    }

    private String value(String key, String whole, MatchResult match) {
        if (whole.equals("$${")) {
            return "${";
        }
        @Nullable String name = match.group(1);
        if (match.group(3) == null || !NAME.matcher(name).matches()) {
            throw new InvalidConfigurationException(
                    key, "${ must be followed by NAME}, NAME:default} or file:/path}; write $${ for the text ${");
        }
        if (isFile(match) && match.group(2) != null) {
            return secrets.read(key, match.group(2));
        }
        String value = environment.get(name);
        if (value != null) {
            // What Java puts for bytes that the locale cannot read; a password with it would be another one.
            if (value.indexOf('\uFFFD') >= 0) {
                throw new InvalidConfigurationException(
                        key,
                        "the environment variable " + name
                                + " holds characters that cannot be read in this locale; set LC_ALL=C.UTF-8");
            }
            // `echo | base64` puts one into a Kubernetes secret.
            return Secrets.withoutLineEnd(value);
        }
        @Nullable String otherwise = match.group(2);
        if (otherwise == null) {
            throw new InvalidConfigurationException(key, "the environment variable " + name + " is not set");
        }
        return otherwise;
    }
}
