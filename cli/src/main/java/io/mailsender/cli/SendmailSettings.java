package io.mailsender.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The settings of {@code sendmail} and {@code flush}, because cron gives its jobs no environment: lines {@code option = value} with the
 * names of long options, in {@code /etc/mail-sender/sendmail.conf} and in the user's {@code ~/.config/mail-sender/sendmail.conf}, which
 * overrides it. The environment overrides both, and an option everything.
 */
final class SendmailSettings implements IDefaultValueProvider {

    /** Names one file instead of the two. */
    private static final String FILE = "MAIL_SENDER_SENDMAIL_CONF";

    private static final Map<String, String> VARIABLES = Map.of(
            "url", "MAIL_SENDER_URL",
            "api-key-file", "MAIL_SENDER_API_KEY",
            "ca-file", "MAIL_SENDER_CA_FILE",
            "client-cert", "MAIL_SENDER_CLIENT_CERT",
            "client-key", "MAIL_SENDER_CLIENT_KEY");
    private static final Set<String> OTHERS = Set.of("domain", "aliases", "spool");

    private @Nullable Map<String, String> values;
    private @Nullable String problem;

    /** For picocli. */
    SendmailSettings() {}

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        String name = option.longestName().replaceFirst("^-+", "");
        if (!VARIABLES.containsKey(name) && !OTHERS.contains(name)) {
            return null;
        }
        String variable = VARIABLES.containsKey(name) ? System.getenv(VARIABLES.get(name)) : null;
        if (variable != null && !variable.isEmpty()) {
            return null;
        }
        if (values == null) {
            values = load();
        }
        return values.get(name);
    }

    /** Why the settings cannot be used; {@code null} if they can. The mail that is to be sent must not be lost because of them. */
    @Nullable
    String problem() {
        return problem;
    }

    private Map<String, String> load() {
        try {
            return read(files());
        } catch (IOException e) {
            problem = e.getMessage();
            return Map.of();
        }
    }

    private static List<Path> files() {
        String file = System.getenv(FILE);
        if (file != null && !file.isEmpty()) {
            return List.of(Path.of(file));
        }
        String base = System.getenv("XDG_CONFIG_HOME");
        Path config = base == null || base.isEmpty()
                ? Path.of(System.getProperty("user.home", "/"), ".config")
                : Path.of(base);
        return List.of(Path.of("/etc/mail-sender/sendmail.conf"), config.resolve("mail-sender/sendmail.conf"));
    }

    /** @throws IOException that names the file, and the line if one is wrong */
    static Map<String, String> read(List<Path> files) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (Path file : files) {
            if (!Files.exists(file)) {
                continue;
            }
            try {
                List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
                for (int i = 0; i < lines.size(); i++) {
                    add(lines.get(i).strip(), i + 1, values);
                }
            } catch (IOException e) {
                throw new IOException(file + ": " + FileErrorText.of(e), e);
            }
        }
        return values;
    }

    private static void add(String line, int number, Map<String, String> values) throws IOException {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        int equals = line.indexOf('=');
        String name = line.substring(0, Math.max(0, equals)).strip();
        if (!VARIABLES.containsKey(name) && !OTHERS.contains(name)) {
            String names = Stream.concat(VARIABLES.keySet().stream(), OTHERS.stream())
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw new IOException("line " + number + " is no setting; write NAME = VALUE with one of " + names);
        }
        values.put(name, line.substring(equals + 1).strip());
    }
}
