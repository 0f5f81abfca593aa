package io.mailsender.cli;

import io.mailsender.client.MailSenderApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mail-sender resend}. */
@Command(
        name = "resend",
        description = "Sends a mail once more that failed, was cancelled, or may have been sent.",
        sortOptions = false)
final class ResendCommand implements Callable<Integer> {

    @Mixin
    private final MessageArgument message = new MessageArgument();

    @Override
    public Integer call() {
        return message.change(MailSenderApi::resend);
    }
}
