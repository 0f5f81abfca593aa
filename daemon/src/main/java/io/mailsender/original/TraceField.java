package io.mailsender.original;

import java.util.Set;

/**
 * A field that a provider adds to the mails it sends. It controls nothing, and a mail that is forwarded, or sent to the members of a
 * mailing list, often has one.
 */
final class TraceField {

    private static final Set<String> ALL = Set.of(
            "x-ses-outgoing",
            "x-mailgun-sending-ip",
            "x-mailgun-sid",
            "x-mailgun-batch-id",
            "x-mailgun-incoming",
            "x-mj-mid",
            "x-mj-smtpguid",
            "x-sg-eid",
            "x-sg-id",
            "x-pm-message-id",
            "x-pm-rcpt",
            "x-mailin-client",
            "x-mailin-eid",
            "x-sib-id",
            "x-mandrill-user",
            "x-mc-user");

    private TraceField() {}

    /** @param name in lower case */
    static boolean isOne(String name) {
        return ALL.contains(name);
    }
}
