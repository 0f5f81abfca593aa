package io.mailsender.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryListener;
import io.mailsender.delivery.DeliverySettings;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.HealthSettings;
import io.mailsender.delivery.LimitSettings;
import io.mailsender.delivery.OnUnknown;
import io.mailsender.delivery.ProviderHealth;
import io.mailsender.delivery.RoundResult;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.testing.Outcomes;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProviderWatchTest {

    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ScriptedProvider provider = new ScriptedProvider("a");
    private final Failover failover = new Failover(
            List.of(provider, new ScriptedProvider("b")),
            new DeliverySettings(Duration.ofSeconds(30), Duration.ofSeconds(20), OnUnknown.RESEND, 1),
            new HealthSettings(1, 1, Duration.ofSeconds(30), Duration.ofMinutes(2)),
            LimitSettings.NONE,
            new Silent(),
            clock);
    private final ProviderHealth health = failover.health(provider);
    private final ProviderWatch watch = new ProviderWatch(failover, meters);

    private List<WebhookEvent> look() {
        return watch.look(clock.instant());
    }

    private List<String> types() {
        return look().stream().map(WebhookEvent::type).toList();
    }

    @Test
    void tellsOnceThatAProviderRestsAndOnceThatItWorksAgain() {
        assertThat(look()).isEmpty();
        assertThat(health.admits()).isTrue();
        health.record(Outcomes.UNREACHABLE, Duration.ofSeconds(1));
        assertThat(look()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("provider.resting");
            assertThat(event.data()).contains("\"provider\":\"a\"", "\"rests_until\":\"2026-01-01T00:00:30Z\"");
        });
        assertThat(look()).isEmpty();

        clock.advance(Duration.ofSeconds(31));
        assertThat(look()).as("its probe is still to come").isEmpty();
        assertThat(health.admits()).isTrue();
        health.record(Outcomes.SENT, Duration.ofSeconds(1));
        assertThat(types()).containsExactly("provider.recovered");
        assertThat(look()).isEmpty();
    }

    @Test
    void tellsThatTheAccountIsRefused() {
        assertThat(health.admits()).isTrue();
        health.record(Outcomes.ACCOUNT, Duration.ofSeconds(1));
        assertThat(types()).containsExactly("provider.resting", "provider.account");
        assertThat(look()).isEmpty();
    }

    @Test
    void countsFailoversOnceAMinute() {
        var counter = meters.counter("mail.sender.failovers", "from", "a", "to", "b");
        counter.increment();
        assertThat(look())
                .singleElement()
                .satisfies(event -> assertThat(event.data()).contains("\"messages\":1"));
        counter.increment(2);
        clock.advance(Duration.ofSeconds(30));
        assertThat(look()).isEmpty();
        clock.advance(Duration.ofSeconds(30));
        assertThat(look())
                .singleElement()
                .satisfies(event -> assertThat(event.data()).contains("\"messages\":2"));
    }

    private static final class Silent implements DeliveryListener {

        @Override
        public void attempted(MessageId message, Attempt attempt) {}

        @Override
        public void corrected(MessageId message, Attempt attempt) {}

        @Override
        public void roundEnded(Message message, RoundResult result) {}
    }
}
