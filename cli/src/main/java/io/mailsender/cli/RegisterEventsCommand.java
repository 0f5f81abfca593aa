package io.mailsender.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mail-sender events register}. */
@Command(
        name = "register",
        description = "Tells a vendor to report to this daemon, at the setting events.public-url."
                + " Needs a key with the scope admin.",
        sortOptions = false)
final class RegisterEventsCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PROVIDER", description = "The provider's name in config.yml.")
    private String provider = "";

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        var answer = daemon.call(api -> api.registerEvents(provider));
        if (daemon.json()) {
            daemon.printJson(answer);
        } else {
            daemon.out().println(TerminalText.oneLine(answer.getUrl() + ": " + answer.getMsg()));
        }
        return ExitStatus.SENT;
    }
}
