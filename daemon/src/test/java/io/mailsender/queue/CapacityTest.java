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

    private final AtomicReference<Double> processor = new AtomicReference<>(0.2);
    private final Capacity capacity = new Capacity(
            new QueueSettings(128, Duration.ofSeconds(1), Duration.ofSeconds(60)),
            processor::get,
            new Budget(64 << 20, 512));

    @Test
    void callersComeFirstWhileTheProcessorIsBusy() {
        List<CompletableFuture<Void>> callers = callers(64);
        capacity.adjust();
        assertThat(room(Priority.BULK)).isEqualTo(64);

        processor.set(0.99);
        adjust();
        assertThat(room(Priority.BULK)).isEqualTo(16);
        assertThat(room(Priority.NORMAL)).isEqualTo(16);
        assertThat(room(Priority.HIGH)).isEqualTo(128);

        callers.forEach(caller -> caller.complete(null));
        adjust();
        assertThat(room(Priority.BULK)).isEqualTo(64);
        assertThat(room(Priority.NORMAL)).isEqualTo(96);
    }

    @Test
    void theQueueHasTheProcessorToItselfWhereFewWait() {
        callers(16);
        processor.set(1.0);
        adjust();

        assertThat(room(Priority.BULK)).isEqualTo(64);
    }

    @Test
    void whatItMeasuresNothingFromHoldsNothingUp() {
        callers(64);
        processor.set(-1.0);
        adjust();

        assertThat(room(Priority.NORMAL)).isEqualTo(96);
    }

    @Test
    void aNewMessageDoesNotOvertakeThoseOfItsPriority() {
        capacity.onQueued(Priority.NORMAL);

        assertThat(capacity.enter(Priority.HIGH)).isTrue();
        assertThat(capacity.enter(Priority.NORMAL)).isFalse();
        assertThat(capacity.enter(Priority.BULK)).isFalse();

        look(Priority.BULK, 0, Priority.BULK);
        assertThat(capacity.enter(Priority.NORMAL)).isTrue();
        assertThat(capacity.enter(Priority.BULK)).isFalse();

        look(Priority.BULK, 1, null);
        assertThat(capacity.enter(Priority.BULK)).isTrue();
    }

    @Test
    void whatWasNotLookedForStillWaits() {
        capacity.onQueued(Priority.BULK);
        assertThat(look(Priority.NORMAL, 1, null)).isFalse();
        assertThat(capacity.enter(Priority.BULK)).isFalse();

        capacity.onQueued(Priority.NORMAL);
        capacity.onQueued(Priority.BULK);
        assertThat(capacity.enter(Priority.NORMAL)).isFalse();
    }

    @Test
    void whatCameWhileItWasLookedIsLookedForAtOnce() {
        int reserved = capacity.reserve(Priority.BULK);
        capacity.onQueued(Priority.NORMAL);

        assertThat(capacity.pollFinished(reserved, Priority.BULK, null)).isTrue();
        assertThat(look(Priority.BULK, 1, null)).isFalse();
        assertThat(capacity.enter(Priority.NORMAL)).isTrue();
    }

    @Test
    void aLookAndNewMessagesShareTheRoom() {
        assertThat(capacity.reserve(Priority.BULK)).isEqualTo(8);
        for (int i = 0; i < 56; i++) {
            assertThat(capacity.enter(Priority.BULK)).isTrue();
        }
        assertThat(capacity.enter(Priority.BULK)).isFalse();
        assertThat(capacity.enter(Priority.NORMAL)).isTrue();
    }

    @Test
    void theQueueIsLookedAtAgainOnceHalfOfItsRoomIsFree() {
        for (int i = 0; i < 64; i++) {
            assertThat(capacity.enter(Priority.BULK)).isTrue();
        }
        assertThat(capacity.lowest()).isEqualTo(Priority.NORMAL);
        capacity.onQueued(Priority.BULK);
        for (int left = 63; left >= 32; left--) {
            assertThat(capacity.leave()).isFalse();
        }
        assertThat(capacity.leave()).isTrue();
        assertThat(capacity.lowest()).isEqualTo(Priority.BULK);
    }

    private boolean look(Priority lowest, int unused, @Nullable Priority more) {
        int reserved = capacity.reserve(lowest);
        boolean again = capacity.pollFinished(unused, lowest, more);
        for (int i = 0; i < reserved - unused; i++) {
            capacity.leave();
        }
        return again;
    }

    /** How many messages can be under way, where none are. */
    private int room(Priority priority) {
        int room = 0;
        while (capacity.enter(priority)) {
            room++;
        }
        for (int i = 0; i < room; i++) {
            capacity.leave();
        }
        return room;
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
