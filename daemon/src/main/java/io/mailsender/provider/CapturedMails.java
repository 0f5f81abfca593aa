package io.mailsender.provider;

import java.util.List;

/** A provider that keeps mails in memory instead of sending them. */
public interface CapturedMails {

    /** The mails that it keeps, newest first. */
    List<CapturedMessage> captured();

    /** Deletes them. */
    void clear();
}
