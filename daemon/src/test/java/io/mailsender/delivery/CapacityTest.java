package io.mailsender.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.queue.Priority;
import io.mailsender.queue.QueueSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CapacityTest {

    private final AtomicReference<Double> processor = new AtomicReference<>(0.2);
    private final Capacity capacity =
            new Capacity(new QueueSettings(128, Duration.ofSeconds(1), Duration.ofSeconds(60)), processor::get);

    @Test
    void callersComeFirstWhileTheProcessorIsBusy() {
        List<CompletableFuture<Void>> callers = callers(64);
        capacity.adjust();
        assertThat(capacity.free(Priority.BULK)).isEqualTo(64);

        processor.set(0.99);
        adjust();
        assertThat(capacity.free(Priority.BULK)).isEqualTo(16);
        assertThat(capacity.free(Priority.NORMAL)).isEqualTo(16);
        assertThat(capacity.free(Priority.HIGH)).isEqualTo(128);

        callers.forEach(caller -> caller.complete(null));
        adjust();
        assertThat(capacity.free(Priority.BULK)).isEqualTo(64);
        assertThat(capacity.free(Priority.NORMAL)).isEqualTo(96);
    }

    @Test
    void theQueueHasTheProcessorToItselfWhereFewWait() {
        callers(16);
        processor.set(1.0);
        adjust();

        assertThat(capacity.free(Priority.BULK)).isEqualTo(64);
    }

    @Test
    void whatItMeasuresNothingFromHoldsNothingUp() {
        callers(64);
        processor.set(-1.0);
        adjust();

        assertThat(capacity.free(Priority.NORMAL)).isEqualTo(96);
    }

    @Test
    void aNewMessageDoesNotOvertakeThoseOfItsPriority() {
        capacity.mailWaits(Priority.NORMAL);

        assertThat(capacity.admits(Priority.HIGH)).isTrue();
        assertThat(capacity.admits(Priority.NORMAL)).isFalse();
        assertThat(capacity.admits(Priority.BULK)).isFalse();

        capacity.looked(Priority.BULK, Priority.BULK);
        assertThat(capacity.admits(Priority.NORMAL)).isTrue();
        assertThat(capacity.admits(Priority.BULK)).isFalse();

        capacity.looked(Priority.BULK, null);
        assertThat(capacity.admits(Priority.BULK)).isTrue();
    }

    @Test
    void whatWasNotLookedForStillWaits() {
        capacity.mailWaits(Priority.BULK);
        capacity.looked(Priority.NORMAL, null);
        assertThat(capacity.admits(Priority.BULK)).isFalse();

        capacity.mailWaits(Priority.NORMAL);
        capacity.mailWaits(Priority.BULK);
        assertThat(capacity.admits(Priority.NORMAL)).isFalse();
    }

    @Test
    void theQueueIsLookedAtAgainOnceHalfOfItsRoomIsFree() {
        for (int i = 0; i < 64; i++) {
            capacity.enter();
        }
        assertThat(capacity.lowest()).isEqualTo(Priority.NORMAL);
        capacity.mailWaits(Priority.BULK);
        for (int left = 63; left >= 32; left--) {
            assertThat(capacity.leave()).isFalse();
        }
        assertThat(capacity.leave()).isTrue();
        assertThat(capacity.lowest()).isEqualTo(Priority.BULK);
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
