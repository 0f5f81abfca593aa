package io.mailsender.transport;

import io.mailsender.memory.Budget;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Creates the memory budget for large messages; submission and delivery share it. */
@Factory
final class MemoryFactory {

    @Singleton
    Budget memory(AdmissionSettings settings) {
        return new Budget(settings.bodyMemoryBytes(), settings.maxQueuedRequests(), AdmissionControl.MAX_FREE_BYTES);
    }
}
