package io.mailsender.webhook;

/** A URL must not be called. The message says why, and what to do. */
final class RefusedReceiverException extends Exception {

    RefusedReceiverException(String message) {
        super(message, null, false, false);
    }
}
