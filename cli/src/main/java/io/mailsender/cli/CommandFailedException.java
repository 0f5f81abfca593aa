package io.mailsender.cli;

import org.jspecify.annotations.Nullable;

/** A command failed: the message is the line on the standard error. */
final class CommandFailedException extends RuntimeException {

    private final int exitStatus;

    CommandFailedException(int exitStatus, String message, @Nullable Throwable cause) {
        super(TerminalText.oneLine(message), cause);
        this.exitStatus = exitStatus;
    }

    int exitStatus() {
        return exitStatus;
    }
}
