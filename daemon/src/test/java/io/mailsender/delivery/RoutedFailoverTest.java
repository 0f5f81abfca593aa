package io.mailsender.delivery;

import static io.mailsender.testing.Outcomes.SENT;
import static io.mailsender.testing.Outcomes.UNKNOWN;
import static io.mailsender.testing.Outcomes.UNREACHABLE;
import static io.mailsender.testing.Outcomes.UNSUPPORTED;
import static io.mailsender.testing.Outcomes.throttledFor;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Provider;
import io.mailsender.testing.Messages;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Failover within the chain of a message's route. */
class RoutedFailoverTest {

    private static final HealthSettings HEALTH =
            new HealthSettings(5, 10, Duration.ofSeconds(30), Duration.ofMinutes(2));
    private static final SlowSettings SLOW =
            new SlowSettings(true, 20, 4, Duration.ofSeconds(2), 20, Duration.ofMinutes(10));

    private final SettableClock clock = new SettableClock();
    private final ScriptedProvider a = new ScriptedProvider("a");
    private final ScriptedProvider b = new ScriptedProvider("b");
    private final ScriptedProvider c = new ScriptedProvider("c");
    private final RouteTable routes = new RouteTable(
            List.of("a", "b"),
            List.of(
                    new Route("one", null, Chain.ordered(List.of("c"))),
                    new Route("two", null, Chain.ordered(List.of("c", "b")))));
    private final Failover failover = new Failover(
            List.of(a, b, c),
            routes,
            new DeliverySettings(Duration.ofSeconds(30), Duration.ofSeconds(20), OnUnknown.RESEND, 1),
            HEALTH,
            SLOW,
            LimitSettings.NONE,
            new Silent(),
            clock);

    /** knadh/listmonk#2547: a server that only a campaign should use also got all other mails. */
    @Test
    void aProviderThatOnlyARouteNamesGetsNoOtherMessage() {
        a.answers(UNREACHABLE);
        b.answers(UNREACHABLE);

        assertThat(deliver(null).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(c.calls()).isEmpty();
    }

    @Test
    void triesTheProvidersOfTheRouteOnly() {
        c.answers(UNREACHABLE);

        RoundResult result = deliver("two");

        assertThat(result.attempts()).extracting(Attempt::provider).containsExactly("c", "b");
        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(a.calls()).isEmpty();
    }

    @Test
    void holdsAnUnknownMessageIfItsRouteHasNoOtherProvider() {
        c.answers(UNKNOWN);

        RoundResult result = deliver("one");

        assertThat(result.status()).isEqualTo(DeliveryStatus.UNKNOWN);
        assertThat(result.attempts()).hasSize(1);
        assertThat(Stream.of(a, b)).allMatch(other -> other.calls().isEmpty());
    }

    @Test
    void sendsTheOneCopyWithinTheRoute() {
        c.answers(UNKNOWN);

        RoundResult result = deliver("two");

        assertThat(result.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(result.possibleDuplicate()).isTrue();
        assertThat(result.attempts()).extracting(Attempt::provider).containsExactly("c", "b");
    }

    @Test
    void rejectsAMessageThatNoProviderOfItsRouteCanCarry() {
        c.answers(UNSUPPORTED);

        assertThat(deliver("one").status()).isEqualTo(DeliveryStatus.REJECTED);
    }

    @Test
    void triesARestingProviderAsTheLastResortOfItsRoute() {
        c.answers(throttledFor(Duration.ofMinutes(5)), SENT);
        RoundResult resting = deliver("one");
        assertThat(resting.retryAfter()).isEqualTo(Duration.ofMinutes(5));

        assertThat(deliver("one").status()).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void retryAfterIsThatOfTheRoute() {
        a.answers(throttledFor(Duration.ofMinutes(1)));
        deliver(null);
        c.answers(throttledFor(Duration.ofMinutes(5)));

        assertThat(deliver("one").retryAfter()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aSlowProviderIsAskedLastAndComesBack() {
        Message message = Messages.to("ann@example.com");
        slow(a);
        assertThat(names(message)).containsExactly("b", "a");
        assertThat(names(message.withRoute("two"))).containsExactly("c", "b");

        b.answers(UNREACHABLE);
        RoundResult result = deliver(null);
        assertThat(result.attempts()).extracting(Attempt::provider).containsExactly("b", "a");
        assertThat(result.status()).as("slow, but it works").isEqualTo(DeliveryStatus.SENT);

        clock.advance(Duration.ofMinutes(10));
        assertThat(names(message)).containsExactly("a", "b");
    }

    @Test
    void slowProvidersKeepTheirOrder() {
        slow(a);
        slow(b);

        assertThat(names(Messages.to("ann@example.com"))).containsExactly("a", "b");
    }

    private List<String> names(Message message) {
        return failover.chain(message).stream().map(Provider::name).toList();
    }

    private void slow(ScriptedProvider provider) {
        for (int i = 0; i < 51; i++) {
            failover.health(provider).record(SENT, Duration.ofMillis(i < 40 ? 300 : 9000));
        }
    }

    private RoundResult deliver(String route) {
        return failover.deliver(Messages.to("ann@example.com").withRoute(route), OnUnknown.RESEND)
                .toCompletableFuture()
                .join();
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
