package io.mailsender.access;

import io.mailsender.common.Word;

/** What an API key may be used for. */
public enum Scope {
    /** Submit, cancel, reschedule, resend and settle messages. */
    SEND,
    /** Read and request the validation of addresses. */
    VALIDATE,
    /** Read the status of messages, the providers and the metrics. */
    READ,
    /** Hand in bounce mails and other reports of mail servers. */
    EVENTS,
    /** Manage webhooks about the caller's messages. */
    WEBHOOKS,
    /** Manage keys and read captured messages; extends the other scopes to the messages of all keys. */
    ADMIN,
    /** Send to addresses that are on the suppression list. Not part of {@link #ADMIN}. */
    IGNORE_SUPPRESSION;

    /** As it is written in the configuration and in requests. */
    public String word() {
        return Word.of(this);
    }

    /** @throws IllegalArgumentException if it is not a scope */
    static Scope of(String word) {
        for (Scope scope : values()) {
            if (scope.word().equals(word)) {
                return scope;
            }
        }
        throw new IllegalArgumentException(
                "is not a scope; use send, validate, read, events, webhooks, admin or ignore_suppression");
    }
}
