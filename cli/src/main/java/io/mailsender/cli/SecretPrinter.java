package io.mailsender.cli;

import io.mailsender.client.model.Webhook;

/** Prints the secret of a webhook alone on the standard output, and its id on the standard error. */
final class SecretPrinter {

    private SecretPrinter() {}

    /** @return the exit status */
    static int print(Webhook webhook, DaemonOptions daemon) {
        if (daemon.json()) {
            daemon.printJson(webhook);
            return ExitStatus.SENT;
        }
        daemon.out().println(webhook.getSecret());
        if (daemon.out().checkError()) {
            throw new CommandFailedException(
                    ExitStatus.NOT_WRITTEN,
                    "the secret could not be written to the standard output; `mail-sender webhooks rotate "
                            + webhook.getId() + "` makes another one.",
                    null);
        }
        daemon.err().println("The webhook's id is " + webhook.getId() + ".");
        return ExitStatus.SENT;
    }
}
