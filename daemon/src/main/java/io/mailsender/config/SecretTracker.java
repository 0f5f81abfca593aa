package io.mailsender.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tracks where the configuration takes its secrets from, and finds those that other users of this machine can read. */
final class SecretTracker {

    private static final int MAX_LENGTH = 64 << 10;

    /** The last word of the name of a secret setting, here and in the chart's schema; the values of api-keys are hashes. */
    private static final Set<String> NAMES = Set.of("key", "password", "token", "secret");

    /** Some editors and PowerShell write it at the start of a file. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** In a URL: a parameter, or after the user's name. */
    private static final Pattern WITHIN = Pattern.compile("(?i)[?&]password=|://[^:/@]*:[^@/?]+@");

    /** Settings that are named like a secret but name the file of one. */
    private static final Pattern NAME_OF_A_FILE =
            Pattern.compile("server\\.tls\\.key|outgoing\\.client-key|providers\\..+\\.client-key");

    private static final Pattern FILE_OF_A_SECRET = Pattern.compile("providers\\..*(?:key|service-account)-file");

    private final List<String> literal = new ArrayList<>();
    private final Map<Path, String> files = new LinkedHashMap<>();

    static boolean isSecret(String key) {
        String word = key.substring(Math.max(key.lastIndexOf('.'), key.lastIndexOf('-')) + 1);
        return NAMES.contains(word)
                && !key.startsWith("api-keys.")
                && !key.endsWith("-public-key")
                && !NAME_OF_A_FILE.matcher(key).matches();
    }

    /** Whether the file that a setting names contains a secret. */
    static boolean namesTheFileOfASecret(String key) {
        return FILE_OF_A_SECRET.matcher(key).matches();
    }

    /** @param text the part of the value that the configuration file itself contains */
    void literal(String key, String text) {
        if (!text.isEmpty() && isSecret(key) || WITHIN.matcher(text).find()) {
            literal.add(key);
        }
    }

    /** A secret in a file of its own that is not read here. */
    void file(String key, Path file) {
        files.put(file, key);
    }

    /**
     * @return the content of the file, without its last line end
     * @throws InvalidConfigurationException in one line that names the setting and the file
     */
    String read(String key, String name) {
        Path file = Path.of(name);
        if (!file.isAbsolute()) {
            throw new InvalidConfigurationException(key, "${file:" + name + "} must name an absolute path");
        }
        files.put(file, key);
        String text = content(key, file);
        if (text.isEmpty()) {
            throw new InvalidConfigurationException(key, file + " is empty");
        }
        return text;
    }

    private static String content(String key, Path file) {
        try {
            // A device may have no end, and a pipe no writer.
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new InvalidConfigurationException(key, file + " is not a regular file");
            }
            if (Files.size(file) > MAX_LENGTH) {
                throw new InvalidConfigurationException(key, file + " is longer than " + MAX_LENGTH + " bytes");
            }
            String text = Files.readString(file);
            return withoutLineEnd(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
        } catch (NoSuchFileException e) {
            throw new InvalidConfigurationException(key, file + " does not exist");
        } catch (AccessDeniedException e) {
            throw new InvalidConfigurationException(key, file + " cannot be read: permission denied");
        } catch (CharacterCodingException e) {
            throw new InvalidConfigurationException(key, file + " is not UTF-8");
        } catch (IOException e) {
            throw new InvalidConfigurationException(key, file + " cannot be read: " + e.getMessage());
        }
    }

    /** Editors and {@code echo} add one. */
    static String withoutLineEnd(String text) {
        return text.replaceFirst("\\r?\\n\\z", "");
    }

    /**
     * One line, with what to do, for each file that others can read.
     *
     * @param configuration the configuration file; {@code null} if there is none
     */
    List<String> exposed(@Nullable Path configuration) {
        List<String> lines = new ArrayList<>();
        if (configuration != null && !literal.isEmpty() && othersRead(configuration)) {
            lines.add(literal.get(0) + " is written in " + configuration + ", which all users of this machine can read;"
                    + " chmod 640 it, or refer to a file (${file:/path}) or an environment variable (${NAME})");
        }
        files.forEach((file, key) -> {
            if (othersRead(file)) {
                lines.add(key + " comes from " + file
                        + ", which all users of this machine can read; chmod 600 or 640 it");
            }
        });
        return lines;
    }

    private static boolean othersRead(Path file) {
        try {
            return !isMounted(file)
                    && file.getFileSystem().supportedFileAttributeViews().contains("posix")
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Whether Kubernetes ({@code ..data} beside it), Docker or Podman mounted it into a container. There are no other users in it, and
     * nothing inside can change the mode, usually 0644 or 0444.
     */
    private static boolean isMounted(Path file) {
        return Files.exists(file.resolveSibling("..data"))
                || file.startsWith("/run/secrets")
                || file.startsWith("/var/run/secrets");
    }
}
