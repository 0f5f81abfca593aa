package io.mailsender.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiverSlotsTest {

    private final SettableClock clock = new SettableClock();
    private final ReceiverSlots slots = new ReceiverSlots(32, clock);

    private Webhook webhook(String owner, int number) {
        return TestWebhooks.webhook(
                "%s%011d".formatted(owner.charAt(0), number), owner, "https://example.com", clock.instant());
    }

    /** As many attempts as possible, none of which ends. */
    private int hang(String owner) {
        int before = slots.inProgress();
        for (int i = 0; i < WebhookStore.MAX_PER_OWNER; i++) {
            Webhook webhook = webhook(owner, i);
            while (slots.most(webhook, List.of()) > 0) {
                slots.begin(webhook);
            }
        }
        return slots.inProgress() - before;
    }

    @Test
    void slowWebhooksOfOneKeyLeavePlacesToTheOthers() {
        assertThat(hang("shop")).isEqualTo(16);
        assertThat(hang("bank")).isEqualTo(8);
        assertThat(hang("club")).isEqualTo(4);
        assertThat(slots.most(webhook("dairy", 1), List.of())).isEqualTo(2);
    }

    @Test
    void oneClaimLeavesThemToo() {
        List<ClaimedDelivery> claimed = new ArrayList<>();
        for (int i = 0; i < WebhookStore.MAX_PER_OWNER; i++) {
            Webhook webhook = webhook("shop", i);
            int most = slots.most(webhook, claimed);
            for (int j = 0; j < most; j++) {
                claimed.add(new ClaimedDelivery(webhook, j, "webhook.test", new byte[0], clock.instant(), 1, 0, 0));
            }
        }
        assertThat(claimed).hasSize(16);
        assertThat(slots.most(webhook("bank", 1), claimed)).isEqualTo(8);
    }

    @Test
    void aWebhookHasAQuarter() {
        Webhook webhook = webhook("shop", 1);
        assertThat(slots.most(webhook, List.of())).isEqualTo(8);
        slots.begin(webhook);
        assertThat(slots.most(webhook, List.of())).isEqualTo(7);
        slots.end(webhook, true);
        assertThat(slots.most(webhook, List.of())).isEqualTo(8);
    }

    @Test
    void oneThatFailsHasOneAndRests() {
        Webhook webhook = webhook("shop", 1);
        for (int i = 0; i < 3; i++) {
            slots.begin(webhook);
            slots.end(webhook, false);
        }
        assertThat(slots.most(webhook, List.of())).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(slots.most(webhook, List.of())).isEqualTo(1);
    }

    @Test
    void oneSlotIsUsed() {
        ReceiverSlots one = new ReceiverSlots(1, clock);
        Webhook webhook = webhook("shop", 1);
        assertThat(one.most(webhook, List.of())).isEqualTo(1);
        one.begin(webhook);
        assertThat(one.most(webhook("bank", 1), List.of())).isZero();
    }
}
