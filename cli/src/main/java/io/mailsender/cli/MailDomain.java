package io.mailsender.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The domain of local names: the setting, else Debian's {@code /etc/mailname}, else the machine's full name. */
final class MailDomain implements Supplier<String> {

    private static final Path MAILNAME = Path.of("/etc/mailname");
    private static final Path HOSTNAME = Path.of("/etc/hostname");

    private final @Nullable String setting;
    private @Nullable String found;

    MailDomain(@Nullable String setting) {
        this.setting = setting;
    }

    @Override
    public String get() {
        if (found == null) {
            found = find();
        }
        return found;
    }

    private String find() {
        if (setting != null && !setting.isBlank()) {
            return setting.strip();
        }
        String mailname = firstLine(MAILNAME);
        if (!mailname.isEmpty()) {
            return mailname;
        }
        String host = firstLine(HOSTNAME);
        if (host.contains(".")) {
            return host;
        }
        try {
            String name = InetAddress.getLocalHost().getCanonicalHostName();
            return name.contains(".") || host.isEmpty() ? name : host;
        } catch (UnknownHostException e) {
            return host.isEmpty() ? "localhost" : host;
        }
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8)
                    .strip()
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
