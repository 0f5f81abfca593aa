package io.mailsender.transport;

import io.mailsender.memory.Budget;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Says how much memory large mails may take, wherever they come from. */
@Factory
final class MemoryFactory {

    @Singleton
    Budget memory(AdmissionSettings settings) {
        return new Budget(settings.bodyMemoryBytes(), settings.maxQueuedRequests(), Limits.MAX_FREE_BYTES);
    }
}
