package io.mailsender.config;

import org.jspecify.annotations.Nullable;

/** The reason why a bean refused its settings. */
final class SettingProblem {

    private SettingProblem() {}

    /**
     * @return the message of the {@link IllegalArgumentException} behind a failure
     * @throws RuntimeException the failure itself if there is none: a bug of the daemon
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
