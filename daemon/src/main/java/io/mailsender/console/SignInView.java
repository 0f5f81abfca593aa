package io.mailsender.console;

import io.mailsender.access.KeyLogin;
import io.micronaut.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * The page on which people sign in.
 *
 * @param to where it leads then, relative to {@code /console/}
 * @param refusal why the key was not accepted
 */
record SignInView(String to, @Nullable String refusal) {

    /** Why a key was not accepted. */
    record Refusal(HttpStatus status, String text) {

        static Refusal of(KeyLogin.Result result) {
            if (result instanceof KeyLogin.Forbidden forbidden) {
                return new Refusal(
                        HttpStatus.FORBIDDEN,
                        "This key lacks the scope " + forbidden.scope().word() + ". Use a key that has it.");
            }
            if (result instanceof KeyLogin.Limited) {
                return new Refusal(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "Too many wrong keys came from this address. Try again in a minute.");
            }
            return result instanceof KeyLogin.Unchecked
                    ? new Refusal(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "The store does not answer, so the key cannot be checked. Try again later.")
                    : new Refusal(
                            HttpStatus.UNAUTHORIZED, "This is not a valid API key; it may be expired or revoked.");
        }
    }
}
