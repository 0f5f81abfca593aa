package io.mailsender.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.memory.Budget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CapacityTest {

    private final AtomicReference<Double> cpuLoad = new AtomicReference<>(0.2);
    private final Capacity capacity = new Capacity(
            new QueueSettings(128, Duration.ofSeconds(1), Duration.ofSeconds(60)),
            cpuLoad::get,
            new Budget(64 << 20, 512));

    @Test
    void callersComeFirstWhileTheCpuIsBusy() {
        List<CompletableFuture<Void>> callers = callers(64);
        capacity.adjust();
        assertThat(capacity(Priority.BULK)).isEqualTo(64);

        cpuLoad.set(0.99);
        adjust();
        assertThat(capacity(Priority.BULK)).isEqualTo(16);
        assertThat(capacity(Priority.NORMAL)).isEqualTo(16);
        assertThat(capacity(Priority.HIGH)).isEqualTo(128);

        callers.forEach(caller -> caller.complete(null));
        adjust();
        assertThat(capacity(Priority.BULK)).isEqualTo(64);
        assertThat(capacity(Priority.NORMAL)).isEqualTo(96);
    }

    @Test
    void aFewCallersDoNotLimitTheQueue() {
        callers(16);
        cpuLoad.set(1.0);
        adjust();

        assertThat(capacity(Priority.BULK)).isEqualTo(64);
    }

    @Test
    void anUnknownLoadLimitsNothing() {
        callers(64);
        cpuLoad.set(-1.0);
        adjust();

        assertThat(capacity(Priority.NORMAL)).isEqualTo(96);
    }

    @Test
    void aNewMessageDoesNotOvertakeItsPriority() {
        capacity.onQueued(Priority.NORMAL);

        assertThat(capacity.tryAcquire(Priority.HIGH)).isTrue();
        assertThat(capacity.tryAcquire(Priority.NORMAL)).isFalse();
        assertThat(capacity.tryAcquire(Priority.BULK)).isFalse();

        poll(Priority.BULK, 0, Priority.BULK);
        assertThat(capacity.tryAcquire(Priority.NORMAL)).isTrue();
        assertThat(capacity.tryAcquire(Priority.BULK)).isFalse();

        poll(Priority.BULK, 1, null);
        assertThat(capacity.tryAcquire(Priority.BULK)).isTrue();
    }

    @Test
    void aPollOfHigherPrioritiesKeepsTheBacklog() {
        capacity.onQueued(Priority.BULK);
        assertThat(poll(Priority.NORMAL, 1, null)).isFalse();
        assertThat(capacity.tryAcquire(Priority.BULK)).isFalse();

        capacity.onQueued(Priority.NORMAL);
        capacity.onQueued(Priority.BULK);
        assertThat(capacity.tryAcquire(Priority.NORMAL)).isFalse();
    }

    @Test
    void aMessageQueuedDuringAPollIsPolledImmediately() {
        int reserved = capacity.reserve(Priority.BULK);
        capacity.onQueued(Priority.NORMAL);

        assertThat(capacity.pollFinished(reserved, Priority.BULK, null)).isTrue();
        assertThat(poll(Priority.BULK, 1, null)).isFalse();
        assertThat(capacity.tryAcquire(Priority.NORMAL)).isTrue();
    }

    @Test
    void aPollAndNewMessagesShareTheCapacity() {
        assertThat(capacity.reserve(Priority.BULK)).isEqualTo(8);
        for (int i = 0; i < 56; i++) {
            assertThat(capacity.tryAcquire(Priority.BULK)).isTrue();
        }
        assertThat(capacity.tryAcquire(Priority.BULK)).isFalse();
        assertThat(capacity.tryAcquire(Priority.NORMAL)).isTrue();
    }

    @Test
    void pollsAgainWhenHalfOfTheCapacityIsFree() {
        for (int i = 0; i < 64; i++) {
            assertThat(capacity.tryAcquire(Priority.BULK)).isTrue();
        }
        assertThat(capacity.lowest()).isEqualTo(Priority.NORMAL);
        capacity.onQueued(Priority.BULK);
        for (int left = 63; left >= 32; left--) {
            assertThat(capacity.release()).isFalse();
        }
        assertThat(capacity.release()).isTrue();
        assertThat(capacity.lowest()).isEqualTo(Priority.BULK);
    }

    private boolean poll(Priority lowest, int unused, @Nullable Priority more) {
        int reserved = capacity.reserve(lowest);
        boolean again = capacity.pollFinished(unused, lowest, more);
        for (int i = 0; i < reserved - unused; i++) {
            capacity.release();
        }
        return again;
    }

    /** How many messages can be in progress at a time. */
    private int capacity(Priority priority) {
        int acquired = 0;
        while (capacity.tryAcquire(priority)) {
            acquired++;
        }
        for (int i = 0; i < acquired; i++) {
            capacity.release();
        }
        return acquired;
    }

    private List<CompletableFuture<Void>> callers(int number) {
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            CompletableFuture<Void> accepted = new CompletableFuture<>();
            callers.add(accepted);
            capacity.callerWaitsFor(accepted);
        }
        return callers;
    }

    private void adjust() {
        for (int i = 0; i < 10; i++) {
            capacity.adjust();
        }
    }
}
