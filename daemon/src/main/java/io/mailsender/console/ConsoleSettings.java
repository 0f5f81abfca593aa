package io.mailsender.console;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The console.
 *
 * @param maskAddresses whether lists show only the beginning of the recipients' addresses
 * @param userHeader the header in which a trusted proxy names the user who signed in there; {@code null} if people sign in with an API key
 * @param users the name of the API key that each of these users has; {@code *} for all others
 */
@Introspected
@ConfigurationProperties("console")
record ConsoleSettings(
        @Bindable(defaultValue = "false") boolean maskAddresses,
        @Nullable String userHeader,
        @Nullable Map<String, String> users) {}
