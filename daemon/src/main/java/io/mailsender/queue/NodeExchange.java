package io.mailsender.queue;

import io.mailsender.common.DaemonThreadFactory;
import io.mailsender.delivery.NodeUse;
import io.mailsender.delivery.UsageExchange;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports to the other nodes of the store once a second how this one uses the providers, so that they share rests and rate limits. */
final class NodeExchange implements ApplicationEventListener<ServerStartupEvent>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeExchange.class);

    private final UsageExchange usage;
    private final NodeStore store;
    private final String node = UUID.randomUUID().toString();
    private final AtomicBoolean running = new AtomicBoolean();
    private final ScheduledExecutorService timer =
            new ScheduledThreadPoolExecutor(1, new DaemonThreadFactory("node-exchange"));

    NodeExchange(UsageExchange usage, NodeStore store) {
        this.usage = usage;
        this.store = store;
    }

    /** The daemon is about to accept messages. */
    @Override
    public void onApplicationEvent(ServerStartupEvent event) {
        timer.scheduleWithFixedDelay(this::exchange, 0, NodeUse.INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void exchange() {
        // A store that does not answer must not collect further requests.
        if (!running.compareAndSet(false, true)) {
            return;
        }
        // Within a stage, so that an exception does not end the exchanges.
        CompletableFuture.completedFuture(node)
                .thenCompose(id -> store.exchange(id, usage.use()))
                .thenAccept(nodes -> usage.share(node, nodes))
                .whenComplete((done, failure) -> {
                    running.set(false);
                    if (failure != null) {
                        LOG.debug("the other nodes could not be asked: {}", failure.toString());
                    }
                });
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
