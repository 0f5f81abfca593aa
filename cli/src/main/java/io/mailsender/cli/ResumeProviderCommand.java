package io.mailsender.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code mail-sender providers resume}. */
@Command(
        name = "resume",
        description = "Puts a provider back into use that rests by hand or after failures.",
        sortOptions = false)
final class ResumeProviderCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The provider, as in mail-sender providers.")
    private String name = "";

    @ParentCommand
    private ProvidersCommand providers = new ProvidersCommand();

    @Override
    public Integer call() {
        DaemonOptions daemon = providers.daemon();
        var answer = daemon.call(api -> api.resumeProvider(name));
        if (daemon.json()) {
            daemon.printJson(answer);
        } else {
            daemon.out().println(answer.getName() + ": " + answer.getHealth());
        }
        return ExitStatus.SENT;
    }
}
