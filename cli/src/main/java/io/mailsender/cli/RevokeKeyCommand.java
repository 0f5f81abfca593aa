package io.mailsender.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mail-sender keys revoke}. */
@Command(
        name = "revoke",
        description = "Revokes an API key. Every daemon refuses it within 5 seconds.",
        sortOptions = false)
final class RevokeKeyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "The id in `mail-sender keys list`; not the key itself.")
    private String id = "";

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        daemon.call(api -> {
            api.revokeKey(id);
            return id;
        });
        return ExitStatus.SENT;
    }
}
