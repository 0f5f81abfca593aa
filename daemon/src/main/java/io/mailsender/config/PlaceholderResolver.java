package io.mailsender.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${NAME}} by an environment variable, {@code ${NAME:default}} by one that may be unset, and {@code ${file:/path}} by
 * the content of a file, each without its last line end. {@code $${} is a literal <code>${</code>.
 */
final class PlaceholderResolver {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\$\\{|\\$\\{([^}:]*)(?::([^}]*))?(})?");
    private static final String FILE = "file";
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> environment;
    private final SecretTracker secrets;

    PlaceholderResolver(Map<String, String> environment, SecretTracker secrets) {
        this.environment = environment;
        this.secrets = secrets;
    }

    /**
     * @param key the setting, for messages
     * @throws InvalidConfigurationException if a variable is unset and has no default, or a file cannot be read
     */
    String resolve(String key, String text) {
        secrets.literal(key, PLACEHOLDER.matcher(text).replaceAll(match -> Matcher.quoteReplacement(literal(match))));
        String value = PLACEHOLDER
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(value(key, match.group(), match)));
        // It would end a header or a command, and so break every mail.
        if (CONTROL.matcher(value).find()) {
            throw new InvalidConfigurationException(
                    key, "contains a line break or another control character; write it on one line");
        }
        if (SecretTracker.namesTheFileOfASecret(key)) {
            secrets.file(key, Path.of(value));
        }
        return value;
    }

    /** The part of a placeholder that the configuration file itself contains: the default. */
    private static String literal(MatchResult match) {
        @Nullable String defaultValue = match.group(2);
        return defaultValue == null || isFile(match) ? "" : defaultValue;
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
            // Java's replacement for bytes that the locale cannot decode: a password would be changed.
            if (value.indexOf('\uFFFD') >= 0) {
                throw new InvalidConfigurationException(
                        key,
                        "the environment variable " + name
                                + " has characters that this locale cannot decode; set LC_ALL=C.UTF-8");
            }
            // `echo | base64` adds one to a Kubernetes secret.
            return SecretTracker.withoutLineEnd(value);
        }
        @Nullable String defaultValue = match.group(2);
        if (defaultValue == null) {
            throw new InvalidConfigurationException(key, "the environment variable " + name + " is not set");
        }
        return defaultValue;
    }
}
