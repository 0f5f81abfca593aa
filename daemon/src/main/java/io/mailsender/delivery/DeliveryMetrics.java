package io.mailsender.delivery;

import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Unavailable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs attempts and rounds, without addresses or content. The text of a provider's reply may quote both, so it is not
 * logged.
 */
@Singleton
public final class DeliveryMetrics implements DeliveryListener {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryMetrics.class);

    private final MeterRegistry meters;
    // Finding a meter by its tags costs more than the rest of this class. Both maps have a small, fixed set of keys.
    private final Map<String, Timer> attempts = new ConcurrentHashMap<>();
    private final Map<String, Counter> messages = new ConcurrentHashMap<>();

    public DeliveryMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void attempted(MessageId message, Attempt attempt) {
        Outcome outcome = attempt.outcome();
        String name = outcome.word();
        attempts.computeIfAbsent(attempt.provider() + ' ' + name, key -> timer(attempt.provider(), name))
                .record(attempt.duration());
        log(message, attempt);
    }

    private static void log(MessageId message, Attempt attempt) {
        Outcome outcome = attempt.outcome();
        String name = outcome.word();
        int code = outcome.reply().statusCode();
        if (!ProviderHealth.isFailure(outcome)) {
            LOG.debug("message {}: {} {} ({})", message, attempt.provider(), name, code);
            return;
        }
        if (outcome instanceof Unavailable u && u.cause() == Outcome.Cause.ACCOUNT) {
            LOG.error("message {}: {} does not accept this account ({})", message, attempt.provider(), code);
        } else {
            LOG.warn("message {}: {} {} ({})", message, attempt.provider(), name, code);
        }
        if (code == 0) {
            // A text of our own. With a status code it would be the provider's, which may quote the message.
            LOG.debug(
                    "message {}: {}: {}",
                    message,
                    attempt.provider(),
                    outcome.reply().text());
        }
    }

    @Override
    public void corrected(MessageId message, Attempt attempt) {
        String name = attempt.outcome().word();
        meters.counter("mail.sender.late.answers", "provider", attempt.provider(), "outcome", name)
                .increment();
        LOG.info(
                "message {}: {} answered after {} s: {}",
                message,
                attempt.provider(),
                attempt.duration().toSeconds(),
                name);
        log(message, attempt);
    }

    @Override
    public void roundEnded(Message message, RoundResult result) {
        String status = result.status().word();
        String route = message.route() == null ? RouteTable.DEFAULT : message.route();
        messages.computeIfAbsent(
                        route + ' ' + status,
                        key -> Counter.builder("mail.sender.messages")
                                .description("Ended rounds by route and the status of the message afterwards")
                                .tag("status", status)
                                .tag("route", route)
                                .register(meters))
                .increment();
        result.sentBy().ifPresent(by -> {
            String first = result.attempts().get(0).provider();
            if (first.equals(by.provider())) {
                return;
            }
            meters.counter("mail.sender.failovers", "from", first, "to", by.provider())
                    .increment();
            LOG.info("message {}: {} sent it after {} did not", message.id(), by.provider(), first);
        });
    }

    private Timer timer(String provider, String outcome) {
        return Timer.builder("mail.sender.attempts")
                .description("Duration of attempts by provider and outcome")
                .tag("provider", provider)
                .tag("outcome", outcome)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(60))
                .register(meters);
    }
}
