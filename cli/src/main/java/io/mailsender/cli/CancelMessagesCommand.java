package io.mailsender.cli;

import io.mailsender.client.MailSenderApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mail-sender messages cancel}. */
@Command(name = "cancel", description = "Cancels queued mails.", sortOptions = false)
final class CancelMessagesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private MessagesCommand messages = new MessagesCommand();

    @Mixin
    private final BulkOptions bulk = new BulkOptions();

    @Override
    public Integer call() {
        return bulk.run(spec, messages.daemon(), "cancel", "cancelled", MailSenderApi::cancelMany);
    }
}
