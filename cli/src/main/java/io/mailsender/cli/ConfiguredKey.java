package io.mailsender.cli;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An API key for the configuration file. It repeats the daemon's rules, because the daemon does not start with a key that breaks them.
 *
 * @param scopes {@code null} for the default ones
 * @param fromDomains {@code null} for any
 * @param routes {@code null} for none
 * @param expires {@code null} for never
 * @param limits {@code null} for none
 */
record ConfiguredKey(
        String name,
        @Nullable List<String> scopes,
        @Nullable List<String> fromDomains,
        @Nullable List<String> routes,
        @Nullable Instant expires,
        @Nullable Map<String, String> limits) {

    /** RFC 4648, section 6: 5 bits per letter. */
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final List<String> SCOPES = List.of("send", "validate", "read", "admin", "ignore_suppression");
    private static final List<String> LIMITS = List.of("requests", "messages", "recipients", "validations");
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,8}/[smhd]");
    private static final Pattern ROUTE = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}|\\*");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9-]++");
    private static final Pattern LAST_LABEL = Pattern.compile("[a-z]{2,63}+|xn--[a-z0-9-]{1,59}+");

    /** @throws IllegalArgumentException if the daemon would refuse the key */
    ConfiguredKey {
        require(
                NAME.matcher(name).matches(),
                "NAME must have 1 to 64 characters: letters, digits, \".\", \"_\" and \"-\"");
        for (String scope : scopes == null ? List.<String>of() : scopes) {
            require(SCOPES.contains(scope), "--scope: unknown scope " + scope + "; use " + String.join(", ", SCOPES));
        }
        fromDomains = fromDomains == null
                ? null
                : fromDomains.stream().map(ConfiguredKey::aLabels).toList();
        for (String route : routes == null ? List.<String>of() : routes) {
            require(ROUTE.matcher(route).matches(), "--route: " + route + " is not the name of a route");
        }
        require(expires == null || expires.isAfter(Instant.now()), "--expires: the instant is in the past");
        (limits == null ? Map.<String, String>of() : limits).forEach((what, limit) -> {
            require(LIMITS.contains(what), "--limit: unknown limit " + what + "; use " + String.join(", ", LIMITS));
            require(
                    LIMIT.matcher(limit).matches(),
                    "--limit: " + what + " must be a number per s, m, h or d, such as 1000/h");
        });
    }

    private static void require(boolean valid, String message) {
        if (!valid) {
            throw new IllegalArgumentException(message);
        }
    }

    private static String aLabels(String domain) {
        String wrong = "--from-domain: " + domain + " is not a mail domain such as example.com";
        // IDNA 2003 and IDNA 2008 encode these differently.
        require(
                domain.chars().noneMatch(c -> "ßς\u200c\u200d".indexOf(c) >= 0),
                wrong + "; write it as an A-label (xn--...)");
        String ascii;
        try {
            ascii = IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(wrong, e);
        }
        require(ascii.length() <= 253 && isDomain(ascii), wrong);
        return ascii;
    }

    /** A new key with 160 random bits of secret. */
    static String random() {
        return "msk_" + letters(12) + "_" + letters(32);
    }

    private static String letters(int count) {
        StringBuilder letters = new StringBuilder();
        new SecureRandom().ints(count, 0, ALPHABET.length()).forEach(i -> letters.append(ALPHABET.charAt(i)));
        return letters.toString();
    }

    /** The block for config.yml. */
    String yaml(String key) {
        StringBuilder block = new StringBuilder("api-keys:\n  " + name + ":\n    hash: " + sha256(key) + "\n");
        if (scopes != null) {
            block.append("    scopes: ").append(scopes).append('\n');
        }
        if (fromDomains != null) {
            block.append("    from-domains: ").append(fromDomains).append('\n');
        }
        if (routes != null) {
            block.append("    routes: ")
                    .append(routes.toString().replace("*", "\"*\""))
                    .append('\n');
        }
        if (expires != null) {
            block.append("    expires: ").append(expires).append('\n');
        }
        if (limits != null) {
            String map = new TreeMap<>(limits).toString().replace("=", ": ");
            block.append("    limits: ").append(map).append('\n');
        }
        return block.toString();
    }

    private static String sha256(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static boolean isLabel(String label) {
        return LABEL.matcher(label).matches() && label.length() <= 63 && !label.startsWith("-") && !label.endsWith("-");
    }

    private static boolean isDomain(String ascii) {
        List<String> labels = List.of(ascii.split("\\.", -1));
        return labels.size() > 1
                && labels.stream().allMatch(ConfiguredKey::isLabel)
                && LAST_LABEL.matcher(labels.get(labels.size() - 1)).matches();
    }
}
