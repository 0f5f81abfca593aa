package io.mailsender.figure;

import io.mailsender.common.Word;

/** What may need a person, the most urgent first. */
public enum AttentionKind {
    /** All providers of a route, or of the default order, rest. */
    ROUTE_WITHOUT_PROVIDER,
    /** There is little room left for the SQLite file. */
    DISK_FULL,
    /** A message has been due for more than 10 minutes. */
    QUEUE_DELAYED,
    PROVIDER_DOWN,
    /** Messages may have been sent, and a person decides. */
    UNKNOWN_MESSAGES,
    /** Messages failed within the last hour. */
    FAILED_MESSAGES,
    WEBHOOK_DISABLED,
    WEBHOOK_FAILING,
    /** The last check found something about a provider or a domain. */
    FINDING,
    /** A provider's reports were refused, because they could not be kept. */
    REPORTS_REFUSED,
    KEY_EXPIRES;

    public String word() {
        return Word.of(this);
    }
}
