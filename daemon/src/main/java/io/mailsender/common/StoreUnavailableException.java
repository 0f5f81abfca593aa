package io.mailsender.common;

import org.jspecify.annotations.Nullable;

/** The store could not be read or written. What was to be written may or may not be there. */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
