package io.mailsender.cli;

import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.Provider;
import io.mailsender.client.model.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mail-sender providers}. */
@Command(
        name = "providers",
        description = {
            "Lists the providers in their order, with their health, and the routes.",
            "The commands take a provider out of use and back, and send a test mail through it."
        },
        subcommands = {RestProviderCommand.class, ResumeProviderCommand.class, TestProviderCommand.class},
        synopsisSubcommandLabel = "[COMMAND]",
        sortOptions = false)
final class ProvidersCommand implements Callable<Integer> {

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    /** They may stand before and after the name of a command. */
    DaemonOptions daemon() {
        return daemon;
    }

    @Override
    public Integer call() {
        var answer = daemon.call(MailSenderApi::providers);
        if (daemon.json()) {
            daemon.printJson(answer);
            return ExitStatus.SENT;
        }
        List<List<String>> rows = new ArrayList<>(List.of(List.of("PROVIDER", "KIND", "HEALTH", "LAST FAILURE")));
        answer.getProviders().forEach(provider -> rows.add(row(provider)));
        TextTable.print(rows, daemon.out());
        List<Route> routes = answer.getRoutes();
        if (routes != null) {
            List<List<String>> chains = new ArrayList<>(List.of(List.of("ROUTE", "PROVIDERS")));
            routes.forEach(route -> chains.add(List.of(route.getName(), chain(route))));
            daemon.out().println();
            TextTable.print(chains, daemon.out());
        }
        if (Boolean.TRUE.equals(answer.getTrial())) {
            daemon.out().println("Trial mode: there is no configuration file; mails are captured and not sent.");
        }
        return ExitStatus.SENT;
    }

    private static String chain(Route route) {
        return route.getProviders().stream()
                .map(provider -> provider.getShare() == null
                        ? provider.getProvider()
                        : provider.getProvider() + String.format(Locale.ROOT, " %.1f %%", 100 * provider.getShare()))
                .collect(Collectors.joining(", "));
    }

    private static List<String> row(Provider provider) {
        String rest = rest(provider);
        var slow = provider.getSlow();
        String share = slow == null ? "" : String.format(Locale.ROOT, ", slow (share %.0f %%)", 100 * slow.getShare());
        return List.of(provider.getName(), provider.getKind(), provider.getHealth() + rest + share, problem(provider));
    }

    static String rest(Provider provider) {
        String until = provider.getRestsUntil() == null ? "" : " until " + provider.getRestsUntil();
        return provider.getRest() == null ? until : " by hand" + until;
    }

    private static String problem(Provider provider) {
        var rest = provider.getRest();
        if (rest != null && rest.getReason() != null) {
            return rest.getSince() + " rests: " + rest.getReason();
        }
        var slow = provider.getSlow();
        if (slow != null) {
            return slow.getSince() + " slow: " + slow.getReason();
        }
        var failure = provider.getLastFailure();
        return failure == null ? "" : failure.getAt() + " " + failure.getOutcome() + ": " + failure.getMsg();
    }
}
