package io.mailsender.cli;

import io.mailsender.client.model.Verdict;
import io.mailsender.client.model.Verdict.StatusEnum;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code mail-sender close}. */
@Command(
        name = "close",
        description = "Ends a mail whose status is unknown, with what you found out about it.",
        sortOptions = false)
final class CloseCommand implements Callable<Integer> {

    @Mixin
    private final MessageArgument message = new MessageArgument();

    @Parameters(
            index = "1",
            paramLabel = "VERDICT",
            description = "What happened to the mail: ${COMPLETION-CANDIDATES}.")
    private StatusEnum verdict = StatusEnum.SENT;

    @Override
    public Integer call() {
        return message.change((api, id) -> api.close(id, new Verdict().status(verdict)));
    }
}
