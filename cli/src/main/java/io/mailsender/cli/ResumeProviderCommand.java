package io.mailsender.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mail-sender providers resume}. */
@Command(
        name = "resume",
        description = "Puts a provider back into use that rests by hand or after failures.",
        sortOptions = false)
final class ResumeProviderCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The provider, as in mail-sender providers.")
    private String name = "";

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        var answer = daemon.call(api -> api.resumeProvider(name));
        if (daemon.json()) {
            daemon.printJson(answer);
        } else {
            daemon.out().println(answer.getName() + ": " + answer.getHealth());
        }
        return ExitStatus.SENT;
    }
}
