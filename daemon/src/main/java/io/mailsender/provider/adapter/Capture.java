package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Message;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Provider;
import io.mailsender.provider.Reply;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Keeps mails in memory instead of sending them: for a first try, and for tests of what calls the API. */
@EachBean(Capture.Settings.class)
public final class Capture implements Provider {

    /** What the kept mails may come to at the most, and as part of the heap: all are shown at once, and are there twice then. */
    private static final long MAX_CHARACTERS = 8L << 20;

    private static final int PART_OF_HEAP = 128;

    private final Settings settings;
    private final EmailAddress from;
    private final long maxCharacters =
            Math.min(MAX_CHARACTERS, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    private final Deque<CapturedMessage> kept = new ArrayDeque<>();
    private long characters;
    private long count;

    public Capture(Settings settings) {
        this.settings = settings;
        this.from = EmailAddress.parse(settings.from());
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
        return Optional.of(from);
    }

    @Override
    public CompletionStage<Outcome> send(Message message, Envelope envelope, Duration timeout) {
        CapturedMessage captured = CapturedMessage.of(name(), from, message, envelope);
        if (settings.delay().isZero()) {
            return CompletableFuture.completedStage(keep(captured));
        }
        CompletionStage<Outcome> answer = after(settings.delay()).thenApply(done -> keep(captured));
        return settings.delay().compareTo(timeout) < 0
                ? answer
                : after(timeout).thenApply(done -> new Outcome.Unknown(Reply.none("no answer in time"), answer));
    }

    private static CompletableFuture<Void> after(Duration delay) {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS));
    }

    private synchronized Outcome keep(CapturedMessage mail) {
        String id = "capture-" + ++count;
        CapturedMessage captured = mail.as(id);
        kept.addFirst(captured);
        characters += captured.characters();
        while (kept.size() > settings.keep() || (characters > maxCharacters && kept.size() > 1)) {
            characters -= kept.removeLast().characters();
        }
        return new Outcome.Sent(new Reply(200, "kept in memory, not sent"), id);
    }

    private synchronized List<CapturedMessage> captured() {
        return List.copyOf(kept);
    }

    private synchronized void clear() {
        kept.clear();
        characters = 0;
    }

    /**
     * @param from the sender's address where the caller gives none
     * @param keep how many mails are kept; the oldest goes first
     * @param delay how long the answer takes
     */
    @EachProperty("providers.capture")
    public record Settings(
            String name,

            @Bindable(defaultValue = "mail-sender@localhost.localdomain") @NotBlank
            String from,

            @Bindable(defaultValue = "100") @Min(1) @Max(10_000)
            int keep,

            @Bindable(defaultValue = "0s") Duration delay) {}

    /** Shows what was kept. */
    @Hidden
    @Controller("/captured")
    @Requires(beans = Capture.class)
    static final class Mailbag {

        private final List<Capture> captures;

        Mailbag(List<Capture> captures) {
            this.captures = captures;
        }

        /** The newest first. */
        @Get
        List<CapturedMessage> list() {
            return captures.stream()
                    .flatMap(capture -> capture.captured().stream())
                    .sorted(Comparator.comparing(CapturedMessage::capturedAt).reversed())
                    .toList();
        }

        @Delete
        void clear() {
            captures.forEach(Capture::clear);
        }
    }
}
