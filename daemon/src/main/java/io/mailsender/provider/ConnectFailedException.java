package io.mailsender.provider;

import java.io.IOException;

/** No TCP connection to one address of a host: nothing was sent there, and another address may be tried. */
final class ConnectFailedException extends IOException {

    private final int addresses;

    /** @param addresses how many of the host are worth a try, with this one */
    ConnectFailedException(int addresses, Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
        this.addresses = addresses;
    }

    int addresses() {
        return addresses;
    }
}
