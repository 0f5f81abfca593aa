package io.mailsender.cli;

import io.mailsender.client.MailSenderApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mail-sender messages cancel}. */
@Command(name = "cancel", description = "Cancels queued mails.", sortOptions = false)
final class CancelMessagesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private final BulkOptions bulk = new BulkOptions();

    @Override
    public Integer call() {
        return bulk.run(spec, "cancel", "cancelled", MailSenderApi::cancelMany);
    }
}
