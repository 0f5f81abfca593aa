package io.mailsender.http;

/** An answer that tells of messages. */
public interface Audited {

    /** Names each message of which it tells, and what came of it. */
    void audit(Entries entries);

    /** Takes one message after the other. */
    interface Entries {
        /** @param outcome a word of ours, such as {@code sent} */
        void add(String id, String outcome);
    }
}
