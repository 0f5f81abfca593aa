package io.mailsender.cli;

import java.io.IOException;

/** The directory of the spool does not exist and cannot be created, or belongs to somebody else. */
final class NoSpoolException extends IOException {

    NoSpoolException(String message) {
        super(message);
    }
}
