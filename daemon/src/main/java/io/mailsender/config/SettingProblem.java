package io.mailsender.config;

import org.jspecify.annotations.Nullable;

/** What is wrong with a value, as the bean that was made of it said. */
final class SettingProblem {

    private SettingProblem() {}

    /**
     * @return the message of the {@link IllegalArgumentException} behind a failure
     * @throws RuntimeException the failure itself, where none is: then the daemon is at fault
     */
    static String of(RuntimeException failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
                return cause.getMessage();
            }
        }
        throw failure;
    }
}
