package io.mailsender.provider.event;

import io.mailsender.common.Word;

/** What a provider reports. The same words in code, database, API and metrics. */
public enum EventType {
    /** The provider has the message and is about to deliver it. */
    ACCEPTED,
    /** The recipient's server took it. */
    DELIVERED,
    /** The recipient's server did not take it yet; the provider tries again. */
    DEFERRED,
    /** The provider gave up delivering it, or a server returned it. {@link Severity} says whether the address is at fault. */
    BOUNCED,
    /** The recipient called it spam. */
    COMPLAINED,
    /** The provider took it, and then refused to deliver it, because of its content or the account. */
    REJECTED,
    /** The provider took it, and did not deliver it, because the address is on its own suppression list. */
    SUPPRESSED,
    /** The recipient wants no more mail of this kind. */
    UNSUBSCRIBED,
    OPENED,
    CLICKED,
    /** Something that has no other word here, for example an automatic reply. Kept for the record; changes nothing. */
    OTHER;

    public String word() {
        return Word.of(this);
    }
}
