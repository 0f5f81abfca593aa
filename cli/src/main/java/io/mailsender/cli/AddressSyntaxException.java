package io.mailsender.cli;

/** A list of addresses is not written as RFC 5322 says. */
final class AddressSyntaxException extends Exception {

    AddressSyntaxException(String message) {
        super(message);
    }
}
