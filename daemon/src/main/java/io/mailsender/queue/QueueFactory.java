package io.mailsender.queue;

import com.sun.management.OperatingSystemMXBean;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.HandRests;
import io.mailsender.delivery.RetrySettings;
import io.mailsender.delivery.UsageExchange;
import io.mailsender.memory.Budget;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

@Factory
@Requires(beans = MessageStore.class)
final class QueueFactory {

    /** @param rests known before the first message is sent */
    @Singleton
    @Bean(preDestroy = "close")
    Dispatcher dispatcher(
            Failover failover,
            HandRests rests,
            MessageStore store,
            RetrySettings retry,
            QueueSettings queue,
            QueueMetrics metrics,
            Budget memory,
            @Nullable RecipientCheck recipientCheck) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        Capacity capacity = new Capacity(queue, system::getCpuLoad, memory);
        return new Dispatcher(
                failover,
                store,
                failover.retryPolicy(retry, new SecureRandom()),
                queue,
                capacity,
                metrics,
                recipientCheck == null ? RecipientCheck.NONE : recipientCheck);
    }

    @Singleton
    @Requires(beans = NodeStore.class)
    @Bean(preDestroy = "close")
    NodeExchange nodes(Failover failover, NodeStore store) {
        return new NodeExchange(new UsageExchange(failover), store);
    }
}
