package io.mailsender.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of local names, from a file such as {@code /etc/aliases}: lines {@code name: address, name}, continued by lines that begin
 * with white space; {@code #} begins a comment. The name {@code default} stands for every name that is not in the file, as in msmtp. Pipes,
 * files and includes are left out, because this program delivers nothing itself.
 */
final class AliasFile {

    private static final String DEFAULT = "default";
    private static final int MAX_ADDRESSES = 1000;

    private final Map<String, String> lines;

    private AliasFile(Map<String, String> lines) {
        this.lines = Map.copyOf(lines);
    }

    static AliasFile none() {
        return new AliasFile(Map.of());
    }

    /** @throws IOException if the file cannot be read */
    static AliasFile read(Path file) throws IOException {
        Map<String, String> lines = new HashMap<>();
        String last = null;
        // The file may be in any encoding.
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            if (last != null && Character.isWhitespace(line.charAt(0))) {
                lines.merge(last, line.strip(), String::concat);
                continue;
            }
            int colon = line.indexOf(':');
            last = colon < 0 ? null : key(line.substring(0, colon));
            if (last != null) {
                lines.put(last, line.substring(colon + 1).strip());
            }
        }
        return new AliasFile(lines);
    }

    /**
     * Returns the addresses and names that a local name stands for: the name itself if it is not in the file, or if nothing in its line
     * can be used.
     */
    List<ListedAddress> expand(ListedAddress name) {
        Set<ListedAddress> addresses = new LinkedHashSet<>();
        expand(name, addresses, new LinkedHashSet<>());
        return addresses.isEmpty() ? List.of(name) : List.copyOf(addresses);
    }

    private void expand(ListedAddress name, Set<ListedAddress> addresses, Set<String> seen) {
        String key = key(name.local());
        // As in other alias files, a backslash ends the expansion.
        String line = name.domain() != null || key.startsWith("\\") ? null : line(key);
        if (line == null || addresses.size() > MAX_ADDRESSES) {
            addresses.add(name);
        } else if (seen.add(key)) {
            targets(line).forEach(target -> expand(target, addresses, seen));
        } else if (seen.size() == 1) {
            // root: root, ann@example.com
            addresses.add(name);
        }
    }

    private @Nullable String line(String key) {
        String line = lines.get(key);
        return line == null ? lines.get(DEFAULT) : line;
    }

    private static List<ListedAddress> targets(String line) {
        try {
            return AddressList.parse(withoutComment(line)).stream()
                    .filter(target -> !isProgram(target.local()))
                    .toList();
        } catch (AddressSyntaxException e) {
            // A pipe or an include.
            return List.of();
        }
    }

    private static String withoutComment(String line) {
        int comment = line.indexOf(" #");
        return comment < 0 ? line : line.substring(0, comment);
    }

    private static boolean isProgram(String local) {
        return local.startsWith("|")
                || local.startsWith("\"|")
                || local.startsWith("/")
                || local.startsWith("\"/")
                || local.startsWith(":");
    }

    private static String key(String name) {
        String key = name.strip().toLowerCase(Locale.ROOT);
        return key.length() > 1 && key.startsWith("\"") && key.endsWith("\"")
                ? key.substring(1, key.length() - 1)
                : key;
    }
}
