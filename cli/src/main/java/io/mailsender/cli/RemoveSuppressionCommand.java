package io.mailsender.cli;

import io.mailsender.client.model.SuppressionLifted;
import io.mailsender.client.model.SuppressionRemoved;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mail-sender suppressions remove}. */
@Command(
        name = "remove",
        description = "Removes an address from the list, so that mail is sent to it again.",
        sortOptions = false)
final class RemoveSuppressionCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ADDRESS", converter = AddressArgument.class, description = "The address.")
    private String address = "";

    @Option(
            names = "--scope",
            paramLabel = "KEY",
            description = "Only the entry for the mails of this API key; * for the one for all mails.")
    private @Nullable String scope;

    @Option(
            names = "--lift-at-providers",
            description =
                    "Remove it from the providers' own lists, too; needs the scope admin (default: a setting of the daemon).")
    private boolean liftAtProviders;

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    @Override
    public Integer call() {
        SuppressionRemoved answer =
                daemon.call(api -> api.removeSuppression(address, scope, liftAtProviders ? true : null));
        List<SuppressionLifted> providers = answer.getProviders() == null ? List.of() : answer.getProviders();
        if (daemon.json()) {
            daemon.printJson(answer);
        } else {
            providers.stream()
                    .filter(SuppressionLifted::getLifted)
                    .forEach(provider ->
                            daemon.out().println(TerminalText.oneLine("lifted at " + provider.getProvider())));
        }
        List<SuppressionLifted> failed =
                providers.stream().filter(provider -> !provider.getLifted()).toList();
        failed.forEach(provider -> daemon.err()
                .println(TerminalText.oneLine(
                        "WARNING: not lifted at " + provider.getProvider() + ": " + provider.getMsg())));
        return failed.isEmpty() ? ExitStatus.SENT : ExitStatus.NOT_SENT;
    }
}
