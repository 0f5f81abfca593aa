package io.mailsender.provider.adapter;

import io.mailsender.common.AuditAs;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.provider.CapturedMails;
import io.mailsender.provider.CapturedMessage;
import io.mailsender.provider.DelayedOutcome;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
import io.mailsender.provider.SenderPolicy;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps messages in memory instead of sending them, to try the API or to test an application that calls it. GET /captured shows them.
 *
 * <pre>{@code
 * capture:
 *   kind: capture
 *   from: mail-sender@localhost.localdomain
 *   keep: 100
 *   delay: 0s
 * }</pre>
 */
@EachBean(Capture.Settings.class)
public final class Capture implements Provider, CapturedMails {

    /** How many characters all messages may hold together. GET /captured needs the same memory again. */
    private static final long MAX_CHARACTERS = 8L << 20;

    /** Lowers the limit for a small heap. */
    private static final int HEAP_BYTES_PER_CHARACTER = 128;

    private final Settings settings;
    private final SenderPolicy senderPolicy;
    private final long maxCharacters =
            Math.min(MAX_CHARACTERS, Runtime.getRuntime().maxMemory() / HEAP_BYTES_PER_CHARACTER);
    private final Deque<CapturedMessage> kept = new ArrayDeque<>();
    private long characters;
    private long count;

    public Capture(Settings settings) {
        this.settings = settings;
        this.senderPolicy = new SenderPolicy(settings.from(), null);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public String kind() {
        return "capture";
    }

    @Override
    public Optional<EmailAddress> sender() {
        return Optional.of(senderPolicy.own());
    }

    @Override
    public CompletionStage<Outcome> send(Message message, Envelope envelope, Duration timeout) {
        // Any sender is allowed: the message goes nowhere.
        CapturedMessage captured = CapturedMessage.of(name(), senderPolicy.requested(message), message, envelope);
        return DelayedOutcome.after(settings.delay(), timeout, () -> keep(captured));
    }

    private synchronized Outcome keep(CapturedMessage message) {
        String id = "capture-" + ++count;
        CapturedMessage captured = message.keptAs(id);
        kept.addFirst(captured);
        characters += captured.characters();
        while (kept.size() > settings.keep() || (characters > maxCharacters && kept.size() > 1)) {
            characters -= kept.removeLast().characters();
        }
        return new Outcome.Sent(new Reply(200, "kept in memory, not sent"), id);
    }

    @Override
    public synchronized List<CapturedMessage> captured() {
        return List.copyOf(kept);
    }

    @Override
    public synchronized void clear() {
        kept.clear();
        characters = 0;
    }

    /**
     * The settings of one capture.
     *
     * @param from the default sender address
     * @param keep how many messages are kept; the oldest is dropped first
     * @param delay the time until the answer
     */
    @EachProperty("providers.capture")
    public record Settings(
            String name,

            @Bindable(defaultValue = "mail-sender@localhost.localdomain") @NotBlank
            String from,

            @Bindable(defaultValue = "100") @Min(1) @Max(10_000)
            int keep,

            @Bindable(defaultValue = "0s") Duration delay) {}

    /** Shows the messages that were kept. */
    @Hidden
    @Controller("/captured")
    @Requires(beans = Capture.class)
    static final class CaptureController {

        private final List<Capture> captures;

        CaptureController(List<Capture> captures) {
            this.captures = captures;
        }

        /** The newest comes first. */
        @AuditAs(value = "captured.view", look = true)
        @Get
        List<CapturedMessage> list() {
            return captures.stream()
                    .flatMap(capture -> capture.captured().stream())
                    .sorted(Comparator.comparing(CapturedMessage::capturedAt).reversed())
                    .toList();
        }

        @AuditAs("captured.clear")
        @Delete
        void clear() {
            captures.forEach(Capture::clear);
        }
    }
}
