package io.mailsender.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the spool is. */
final class SpoolOptions {

    /** Users without a home directory of their own, such as www-data. The packages create it. */
    private static final Path SHARED = Path.of("/var/spool/mail-sender");

    @Option(
            names = "--spool",
            paramLabel = "DIRECTORY",
            description = "Where mails wait for the daemon"
                    + " (default: ~/.local/state/mail-sender/spool, else /var/spool/mail-sender/UID).")
    private @Nullable Path folder;

    Spool spool() {
        return Spool.at(folder == null ? defaultFolder() : folder);
    }

    private static Path defaultFolder() {
        String state = System.getenv("XDG_STATE_HOME");
        if (state != null && !state.isEmpty()) {
            return Path.of(state, "mail-sender", "spool");
        }
        // From the user database: under cron and sudo the variable HOME may name another user's.
        Path home = Path.of(System.getProperty("user.home", "/"));
        return home.getNameCount() > 0 && Files.isWritable(home)
                ? home.resolve(".local/state/mail-sender/spool")
                : SHARED.resolve(String.valueOf(SystemUser.id()));
    }
}
