package io.mailsender.provider.adapter;

import io.mailsender.message.Calendar;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.message.Mailbox;
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
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps mails in memory instead of sending them: for a first try, and for tests of what calls the API. */
@EachBean(Capture.Settings.class)
public final class Capture implements Provider {

    /** What the texts of the kept mails may come to; attachments are not kept, only their names and sizes. */
    private static final long MAX_CHARACTERS = 32L << 20;

    private final Settings settings;
    private final EmailAddress from;
    private final Deque<Captured> kept = new ArrayDeque<>();
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
        if (settings.delay().isZero()) {
            return CompletableFuture.completedStage(keep(message, envelope));
        }
        if (settings.delay().compareTo(timeout) >= 0) {
            CompletionStage<Outcome> late = after(settings.delay()).thenApply(done -> keep(message, envelope));
            return after(timeout).thenApply(done -> new Outcome.Unknown(Reply.none("no answer in time"), late));
        }
        return after(settings.delay()).thenApply(done -> keep(message, envelope));
    }

    private static CompletableFuture<Void> after(Duration delay) {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS));
    }

    private synchronized Outcome keep(Message message, Envelope envelope) {
        String id = "capture-" + ++count;
        Captured captured = Captured.of(id, name(), from, message, envelope);
        kept.addFirst(captured);
        characters += captured.characters();
        while (kept.size() > settings.keep() || (characters > MAX_CHARACTERS && kept.size() > 1)) {
            characters -= kept.removeLast().characters();
        }
        return new Outcome.Sent(new Reply(200, "kept in memory, not sent"), id);
    }

    private synchronized List<Captured> captured() {
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
        List<Captured> list() {
            return captures.stream()
                    .flatMap(capture -> capture.captured().stream())
                    .sorted(Comparator.comparing(Captured::capturedAt).reversed())
                    .toList();
        }

        @Delete
        void clear() {
            captures.forEach(Capture::clear);
        }
    }

    /** A kept mail. {@code recipients} are those of this copy; the others may have gone through another provider. */
    @Serdeable
    record Captured(
            String id,
            String messageId,
            String provider,
            Instant capturedAt,
            Instant date,
            String from,
            List<String> to,
            List<String> cc,
            List<String> bcc,
            List<String> replyTo,
            List<String> recipients,
            String subject,
            @Nullable String text,
            @Nullable String html,
            @Nullable Invitation calendar,
            List<File> attachments,
            Map<String, String> headers,
            List<String> tags,
            Map<String, String> metadata) {

        static Captured of(String id, String provider, EmailAddress own, Message message, Envelope envelope) {
            @Nullable EmailAddress asked = message.originator().address();
            Mailbox from = new Mailbox(message.originator().displayName(), asked == null ? own : asked);
            return new Captured(
                    id,
                    message.id().value(),
                    provider,
                    Instant.now(),
                    message.date(),
                    readable(from),
                    readable(message.destination().to()),
                    readable(message.destination().cc()),
                    readable(message.destination().bcc()),
                    readable(message.originator().replyTo()),
                    envelope.recipients().stream().map(EmailAddress::toString).toList(),
                    message.content().subject(),
                    message.content().text(),
                    message.content().html(),
                    Invitation.of(message.content().calendar()),
                    message.content().attachments().stream()
                            .map(a -> new File(a.filename(), a.contentType(), a.content().length, a.contentId()))
                            .toList(),
                    message.extras().headers(),
                    message.extras().tags(),
                    message.extras().metadata());
        }

        private static List<String> readable(List<Mailbox> mailboxes) {
            return mailboxes.stream().map(Captured::readable).toList();
        }

        private static String readable(Mailbox mailbox) {
            return mailbox.displayName() == null
                    ? mailbox.address().toString()
                    : mailbox.displayName() + " <" + mailbox.address() + ">";
        }

        long characters() {
            return subject.length()
                    + (text == null ? 0 : text.length())
                    + (html == null ? 0 : html.length())
                    + (calendar == null ? 0 : calendar.content().length());
        }

        @Serdeable
        record Invitation(String method, String content) {
            static @Nullable Invitation of(@Nullable Calendar calendar) {
                return calendar == null ? null : new Invitation(calendar.method(), calendar.content());
            }
        }

        /** An attachment, without its content. */
        @Serdeable
        record File(
                String filename,
                String contentType,
                int size,
                @Nullable String contentId) {}
    }
}
