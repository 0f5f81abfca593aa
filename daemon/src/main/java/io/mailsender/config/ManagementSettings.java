package io.mailsender.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/**
 * The port of {@code /health} and {@code /prometheus}.
 *
 * @param managementHost the address to listen on
 * @param managementPort the TCP port; {@code null} for the API's
 */
@Introspected
@ConfigurationProperties("server")
public record ManagementSettings(
        @Bindable(defaultValue = ApiAddress.HOST) @Host(listen = true) @NotBlank
        String managementHost,

        @Nullable @Min(1) @Max(65535) Integer managementPort) {}
