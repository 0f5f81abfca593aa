package io.mailsender.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * The protection of secrets.
 *
 * @param strict whether a secret that other users of this machine can read stops the start, instead of a warning
 */
@Introspected
@ConfigurationProperties("secrets")
public record SecretSettings(
        @Bindable(defaultValue = "false") boolean strict) {}
