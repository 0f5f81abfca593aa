package io.mailsender.cli;

import io.mailsender.client.model.BulkVerdict;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mail-sender messages close}. */
@Command(name = "close", description = "Settles mails whose status is unknown.", sortOptions = false)
final class CloseMessagesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--as",
            paramLabel = "STATUS",
            required = true,
            description = "Whether they were sent: ${COMPLETION-CANDIDATES}.")
    private Verdict verdict = Verdict.sent;

    /** As it is written. */
    enum Verdict {
        sent,
        failed
    }

    @ParentCommand
    private MessagesCommand messages = new MessagesCommand();

    @Mixin
    private final BulkOptions bulk = new BulkOptions();

    @Override
    public Integer call() {
        return bulk.run(
                spec,
                messages.daemon(),
                "close",
                "closed",
                (api, request) -> api.closeMany(new BulkVerdict()
                        .status(BulkVerdict.StatusEnum.fromValue(verdict.name()))
                        .ids(request.getIds())
                        .filter(request.getFilter())
                        .cursor(request.getCursor())
                        .dryRun(request.getDryRun())
                        .expectedCount(request.getExpectedCount())));
    }
}
