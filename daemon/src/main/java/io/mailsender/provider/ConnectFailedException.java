package io.mailsender.provider;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The TCP connection to one address of a host failed: nothing was sent, and another address may be tried. */
final class ConnectFailedException extends IOException {

    private final int addresses;

    /** @param addresses how many addresses of the host to try, including this one */
    ConnectFailedException(int addresses, Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.addresses = addresses;
    }

    /** The one in the chain of causes of a failure. */
    static Optional<ConnectFailedException> in(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectFailedException found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    int addresses() {
        return addresses;
    }
}
