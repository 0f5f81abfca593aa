package io.mailsender.delivery;

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
 * Counts and logs what became of messages. Neither holds an address or any content: a provider's own words, which may quote both,
 * are not logged.
 */
@Singleton
public final class DeliveryMetrics implements DeliveryListener {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryMetrics.class);

    private final MeterRegistry meters;
    // Looking a meter up by its tags costs more than the rest of this class; both keys come from a small, fixed set.
    private final Map<String, Timer> attempts = new ConcurrentHashMap<>();
    private final Map<DeliveryStatus, Counter> messages = new ConcurrentHashMap<>();

    public DeliveryMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void attempted(MessageId message, Attempt attempt) {
        Outcome outcome = attempt.outcome();
        String word = outcome.word();
        attempts.computeIfAbsent(attempt.provider() + ' ' + word, key -> timer(attempt.provider(), word))
                .record(attempt.duration());
        log(message, attempt);
    }

    private static void log(MessageId message, Attempt attempt) {
        Outcome outcome = attempt.outcome();
        String word = outcome.word();
        int code = outcome.reply().statusCode();
        if (!ProviderHealth.isFailure(outcome)) {
            LOG.debug("message {}: {} {} ({})", message, attempt.provider(), word, code);
            return;
        }
        if (outcome instanceof Unavailable u && u.cause() == Outcome.Cause.ACCOUNT) {
            LOG.error("message {}: {} does not accept this account ({})", message, attempt.provider(), code);
        } else {
            LOG.warn("message {}: {} {} ({})", message, attempt.provider(), word, code);
        }
        if (code == 0) {
            // Else it is the provider's words, which may quote the mail: they are for who may see the message.
            LOG.debug(
                    "message {}: {}: {}",
                    message,
                    attempt.provider(),
                    outcome.reply().text());
        }
    }

    @Override
    public void corrected(MessageId message, Attempt attempt) {
        String word = attempt.outcome().word();
        meters.counter("mail.sender.late.answers", "provider", attempt.provider(), "outcome", word)
                .increment();
        LOG.info(
                "message {}: {} answered after {} s: {}",
                message,
                attempt.provider(),
                attempt.duration().toSeconds(),
                word);
        log(message, attempt);
    }

    @Override
    public void delivered(MessageId message, RoundResult delivery) {
        messages.computeIfAbsent(
                        delivery.status(),
                        status -> Counter.builder("mail.sender.messages")
                                .description("Messages by what became of them")
                                .tag("status", status.word())
                                .register(meters))
                .increment();
        int tries = delivery.attempts().size();
        delivery.sentBy().filter(by -> tries > 1).ifPresent(by -> {
            String first = delivery.attempts().get(0).provider();
            meters.counter("mail.sender.failovers", "from", first, "to", by.provider())
                    .increment();
            LOG.info("message {}: {} carried what {} could not", message, by.provider(), first);
        });
    }

    private Timer timer(String provider, String outcome) {
        return Timer.builder("mail.sender.attempts")
                .description("Attempts by provider and outcome, and how long they took")
                .tag("provider", provider)
                .tag("outcome", outcome)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(60))
                .register(meters);
    }
}
