package io.mailsender.cli;

import io.mailsender.client.ApiException;
import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.MessageStatus;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The argument and the options of a command for one message. */
final class MessageArgument {

    /** What is asked of the daemon. */
    interface Call {
        MessageStatus of(MailSenderApi api, String id) throws ApiException;
    }

    @Parameters(index = "0", paramLabel = "ID", description = "The message's id, as `mail-sender send` printed it.")
    private String id = "";

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    DaemonOptions daemon() {
        return daemon;
    }

    MessageStatus call(Call call) {
        try {
            MessageStatus message = call.of(daemon.connect(), id);
            if (message.getId() == null || message.getStatus() == null) {
                throw new Failure(ExitStatus.NOT_SENT, "the answer is not a Mail Sender daemon's.", null);
            }
            return message;
        } catch (ApiException e) {
            // What was changed already is refused the second time.
            throw daemon.failure(e, Failure.Repeating.HARMLESS);
        }
    }

    /** Calls, and tells in a line how the message stands then. */
    int change(Call call) {
        MessageStatus message = call(call);
        if (daemon.json()) {
            daemon.printJson(message);
        } else {
            daemon.out().println(Text.oneLine(message.getStatus() + ", id " + message.getId()));
        }
        return ExitStatus.SENT;
    }
}
