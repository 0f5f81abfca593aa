package io.mailsender.cli;

import io.mailsender.client.ApiException;
import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.Bulk;
import io.mailsender.client.model.BulkResult;
import io.mailsender.client.model.SkippedMessage;
import java.io.Console;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** Which mails to change, and the dialogue about it: counts them, asks, and changes them page by page. */
final class BulkOptions {

    private static final int MAX_NAMED = 20;

    /** One of the changes. */
    interface Change {
        BulkResult call(MailSenderApi api, Bulk request) throws ApiException;
    }

    @Parameters(paramLabel = "ID", arity = "0..*", description = "The mails; instead of the options that find them.")
    private List<String> ids = List.of();

    @Mixin
    private final MessageFilterOptions filter = new MessageFilterOptions();

    @Option(names = "--dry-run", description = "Only print how many mails it would change.")
    private boolean isDry;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean isConfirmed;

    @Option(
            names = "--expect",
            paramLabel = "N",
            description = "Do not ask, but change nothing unless exactly so many mails are found.")
    private @Nullable Integer expected;

    /** Filters before the name of the command are the list's, and would be ignored: every mail would be changed. */
    static void requireFiltersBehind(CommandSpec spec) {
        if (spec.parent().commandLine().getParseResult().matchedOptions().stream()
                .anyMatch(option -> option.scopeType() == ScopeType.LOCAL)) {
            throw new ParameterException(
                    spec.commandLine(), "write the filters behind `messages " + spec.name() + "`, not before it");
        }
    }

    /** @param done the past participle of the verb */
    int run(CommandSpec spec, DaemonOptions daemon, String verb, String done, Change change) {
        requireFiltersBehind(spec);
        boolean asks = !isConfirmed && expected == null;
        Integer confirmed = expected;
        if (isDry || asks) {
            BulkResult forecast = daemon.call(api -> change.call(api, request().dryRun(true)));
            long count = forecast.getCount() == null ? 0 : forecast.getCount();
            if (isDry) {
                return print(daemon, forecast, count, done);
            }
            if (count == 0) {
                daemon.err().println("No mails are found.");
                return ExitStatus.SENT;
            }
            confirm(spec, verb, count);
            confirmed = Math.toIntExact(count);
        }
        return change(daemon, request().expectedCount(confirmed), done, change);
    }

    private Bulk request() {
        return ids.isEmpty() ? new Bulk().filter(filter.criteria()) : new Bulk().ids(ids);
    }

    private static int print(DaemonOptions daemon, BulkResult forecast, long count, String done) {
        if (daemon.json()) {
            daemon.printJson(forecast);
            return ExitStatus.SENT;
        }
        int looked = forecast.getDone() + forecast.getSkipped().size();
        daemon.out()
                .println(count + (count == 1 ? " mail is" : " mails are") + " found. Of the first " + looked + ", "
                        + forecast.getDone() + " would be " + done + ".");
        name(daemon, forecast.getSkipped(), 0);
        return ExitStatus.SENT;
    }

    private static void confirm(CommandSpec spec, String verb, long count) {
        Console console = StandardInput.mayHoldText() ? null : System.console();
        if (console == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "would " + verb + " " + count
                            + " mails, and cannot ask, as this is no terminal; add --yes or --expect " + count);
        }
        String answer = console.readLine("%s %d %s? [y/N] ", capital(verb), count, count == 1 ? "mail" : "mails");
        if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
            throw new CommandFailedException(ExitStatus.NOT_SENT, "nothing was changed.", null);
        }
    }

    private static String capital(String verb) {
        return verb.substring(0, 1).toUpperCase(Locale.ROOT) + verb.substring(1);
    }

    private int change(DaemonOptions daemon, Bulk request, String done, Change change) {
        int changed = 0;
        int skipped = 0;
        BulkResult page;
        do {
            page = next(daemon, request, changed, done, change);
            changed += page.getDone();
            name(daemon, page.getSkipped(), skipped);
            skipped += page.getSkipped().size();
            request = request().cursor(page.getNext());
        } while (page.getNext() != null && page.getStopped() == null);
        if (!daemon.json()) {
            daemon.out()
                    .println(changed
                            + (changed == 1 ? " mail was " : " mails were ")
                            + done
                            + (skipped == 0 ? "." : ", " + skipped + " left as they are."));
        }
        if (page.getStopped() != null) {
            throw new CommandFailedException(
                    ExitStatus.TRY_AGAIN_LATER,
                    page.getStopped() + " The same command goes on with the others later.",
                    null);
        }
        return skipped == 0 ? ExitStatus.SENT : ExitStatus.NOT_SENT;
    }

    private static BulkResult next(DaemonOptions daemon, Bulk request, int changed, String done, Change change) {
        try {
            BulkResult page = daemon.call(api -> change.call(api, request));
            if (daemon.json()) {
                daemon.printJson(page);
            }
            return page;
        } catch (CommandFailedException e) {
            if (changed > 0) {
                daemon.err().println(changed + " mails were " + done + " before it failed.");
            }
            throw e;
        }
    }

    /** @param before how many were named already, or would have been */
    private static void name(DaemonOptions daemon, List<SkippedMessage> skipped, int before) {
        for (int i = 0; i < skipped.size() && before + i <= MAX_NAMED; i++) {
            daemon.err()
                    .println(
                            before + i == MAX_NAMED
                                    ? "… and others"
                                    : TerminalText.oneLine(skipped.get(i).getId() + ": "
                                            + skipped.get(i).getMsg()));
        }
    }
}
