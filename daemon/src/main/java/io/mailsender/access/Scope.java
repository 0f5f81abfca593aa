package io.mailsender.access;

import io.mailsender.common.Word;

/** What an API key may be used for. */
public enum Scope {
    /** Hand over messages, take them back, settle them. */
    SEND,
    /** Ask for the validation of addresses, and request it. */
    VALIDATE,
    /** See what became of messages, the providers, the metrics. */
    READ,
    /** Manage keys, see what is captured; with another scope: for the messages of all keys. */
    ADMIN;

    String word() {
        return Word.of(this);
    }

    /** @throws IllegalArgumentException for a word that is none */
    static Scope of(String word) {
        for (Scope scope : values()) {
            if (scope.word().equals(word)) {
                return scope;
            }
        }
        throw new IllegalArgumentException("is no scope; the scopes are send, validate, read, admin");
    }
}
