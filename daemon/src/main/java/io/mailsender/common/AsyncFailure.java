package io.mailsender.common;

import java.util.concurrent.CompletionException;

/** Reads the failure of a stage. */
public final class AsyncFailure {

    private AsyncFailure() {}

    /** The failure itself, without the {@link CompletionException} that dependent stages wrap it in. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
