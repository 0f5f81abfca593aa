package io.mailsender.suppression;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;

@Factory
@Requires(beans = SuppressionStore.class)
final class SuppressionFactory {

    @Singleton
    @Bean
    SuppressionCheck check(
            SuppressionStore store,
            SuppressionSettings settings,
            MeterRegistry meters,
            @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler) {
        SuppressionCheck check = new SuppressionCheck(store, settings, meters);
        scheduler.scheduleWithFixedDelay(Duration.ZERO, SuppressionCheck.REFRESH, check::refresh);
        return check;
    }
}
