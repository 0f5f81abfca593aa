package io.mailsender.cli;

import io.mailsender.client.ApiException;
import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.MessageStatus;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The argument and the options of a command that concerns one message. */
final class MessageArgument {

    /** A call that concerns the message. */
    interface MessageCall {
        MessageStatus call(MailSenderApi api, String id) throws ApiException;
    }

    @Parameters(index = "0", paramLabel = "ID", description = "The message's id, as `mail-sender send` printed it.")
    private String id = "";

    @Mixin
    private final DaemonOptions daemon = new DaemonOptions();

    DaemonOptions daemon() {
        return daemon;
    }

    MessageStatus call(MessageCall call) {
        // May be repeated: the daemon refuses a change that was made already.
        MessageStatus message = daemon.call(api -> call.call(api, id));
        if (message.getId() == null || message.getStatus() == null) {
            throw new CommandFailedException(
                    ExitStatus.NOT_SENT, "the answer does not come from a Mail Sender daemon; correct --url.", null);
        }
        return message;
    }

    /** Makes the call and prints the message's new status. */
    int change(MessageCall call) {
        MessageStatus message = call(call);
        if (daemon.json()) {
            daemon.printJson(message);
        } else {
            daemon.out().println(TerminalText.oneLine(message.getStatus() + ", id " + message.getId()));
        }
        return ExitStatus.SENT;
    }
}
