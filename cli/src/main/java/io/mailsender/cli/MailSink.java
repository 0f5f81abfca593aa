package io.mailsender.cli;

import java.time.Duration;

/** Where mails go: the daemon, or nowhere if its settings are wrong. */
interface MailSink {

    /**
     * Hands in a mail.
     *
     * @param timeout for the whole call
     */
    UploadResult send(SpooledMail mail, Duration timeout);
}
