package io.mailsender.cli;

import io.mailsender.client.MailSenderApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mail-sender cancel}. */
@Command(name = "cancel", description = "Cancels a queued mail.", sortOptions = false)
final class CancelCommand implements Callable<Integer> {

    @Mixin
    private final MessageArgument message = new MessageArgument();

    @Override
    public Integer call() {
        return message.change(MailSenderApi::cancel);
    }
}
