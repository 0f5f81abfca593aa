package io.mailsender.http;

/** A response about messages, each of which gets an entry in the audit log. */
public interface Audited {

    /** Adds each message and its outcome. */
    void audit(Entries entries);

    /** Receives one entry per message. */
    interface Entries {
        /** @param outcome a fixed word such as {@code sent}, never text of a caller or a provider */
        void add(String id, String outcome);
    }
}
