package io.mailsender.doctor;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Settings {@code doctor}.
 *
 * @param atStart whether the providers are checked after each start, and findings that are not ok are logged; {@code false} by default
 */
@Introspected
@ConfigurationProperties("doctor")
record DoctorSettings(@Bindable(defaultValue = "false") boolean atStart) {}
