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

/** Where the configuration has its secrets from, and whether other users of this machine can read them there. */
final class Secrets {

    private static final int MAX_LENGTH = 64 << 10;

    /** How a setting that is a secret is called, here as in the chart's schema; the values of api-keys are hashes. */
    private static final Set<String> NAMES = Set.of("key", "password", "token", "secret");

    /** What some editors and PowerShell begin a file with. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final Pattern WITHIN = Pattern.compile("(?i)[?&]password=");

    /** What is called like a secret and names the file that holds one. */
    private static final Pattern NAME_OF_A_FILE =
            Pattern.compile("server\\.tls\\.key|providers\\.smtp\\.[^.]+\\.client-key");

    private final List<String> literal = new ArrayList<>();
    private final Map<Path, String> files = new LinkedHashMap<>();

    static boolean isSecret(String key) {
        String word = key.substring(Math.max(key.lastIndexOf('.'), key.lastIndexOf('-')) + 1);
        return NAMES.contains(word)
                && !key.startsWith("api-keys.")
                && !NAME_OF_A_FILE.matcher(key).matches();
    }

    /** @param text what of a setting stands in the configuration file itself */
    void literal(String key, String text) {
        if (!text.isEmpty() && isSecret(key) || WITHIN.matcher(text).find()) {
            literal.add(key);
        }
    }

    /** A secret that is not read here, but stands in a file of its own. */
    void file(String key, Path file) {
        files.put(file, key);
    }

    /**
     * @return what the file says, without the line end that editors put there
     * @throws InvalidConfigurationException in one line that names the setting and the file
     */
    String read(String key, String name) {
        Path file = Path.of(name);
        if (!file.isAbsolute()) {
            throw new InvalidConfigurationException(key, "${file:" + name + "}: it takes an absolute path");
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
            // A device may have no end, and a pipe may have nobody at the other one.
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new InvalidConfigurationException(key, file + " is no regular file");
            }
            if (Files.size(file) > MAX_LENGTH) {
                throw new InvalidConfigurationException(key, file + " is longer than " + MAX_LENGTH + " bytes");
            }
            String text = Files.readString(file);
            return withoutLineEnd(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
        } catch (NoSuchFileException e) {
            throw new InvalidConfigurationException(key, "there is no file " + file);
        } catch (AccessDeniedException e) {
            throw new InvalidConfigurationException(key, file + " cannot be read: permission denied");
        } catch (CharacterCodingException e) {
            throw new InvalidConfigurationException(key, file + " is not UTF-8");
        } catch (IOException e) {
            throw new InvalidConfigurationException(key, file + " cannot be read: " + e.getMessage());
        }
    }

    /** As editors, {@code echo} and {@code base64} put one there. */
    static String withoutLineEnd(String text) {
        return text.replaceFirst("\\r?\\n\\z", "");
    }

    /**
     * One line with the remedy for each file that others can read.
     *
     * @param configuration the configuration file; {@code null} where there is none
     */
    List<String> exposed(@Nullable Path configuration) {
        List<String> lines = new ArrayList<>();
        if (configuration != null && !literal.isEmpty() && othersRead(configuration)) {
            lines.add(literal.get(0) + " stands in " + configuration + ", which all users of this machine can read;"
                    + " chmod 640, or take it from a file (${file:/path}) or the environment (${NAME})");
        }
        files.forEach((file, key) -> {
            if (othersRead(file)) {
                lines.add(key + " comes from " + file + ", which all users of this machine can read; chmod 600 or 640");
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
     * Whether Kubernetes ({@code ..data} beside it), Docker or Podman put it there: for one container, in which there are no other
     * users, and mostly with mode 0644 or 0444, which nothing within can change.
     */
    private static boolean isMounted(Path file) {
        return Files.exists(file.resolveSibling("..data"))
                || file.startsWith("/run/secrets")
                || file.startsWith("/var/run/secrets");
    }
}
