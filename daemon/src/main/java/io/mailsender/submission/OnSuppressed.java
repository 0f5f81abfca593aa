package io.mailsender.submission;

/** What becomes of the recipients of a mail that are on the suppression list. They are never mailed. */
public enum OnSuppressed {
    /** They are refused. A mail to nobody else is not accepted. */
    REFUSE,
    /** They are accepted and left out. A mail to nobody else is on record as rejected. */
    DROP
}
