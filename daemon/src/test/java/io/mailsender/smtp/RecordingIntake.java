package io.mailsender.smtp;

import io.mailsender.message.EmailAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps the mails that it accepts. Local parts of addresses tell it to refuse: {@code refused}, {@code later}, {@code fault}. */
final class RecordingIntake implements SmtpIntake {

    private final Executor executor;
    private final List<SmtpTransaction> mails = new CopyOnWriteArrayList<>();
    private final AtomicInteger submitted = new AtomicInteger();

    /** @param executor runs what is asked of it */
    RecordingIntake(Executor executor) {
        this.executor = executor;
    }

    List<SmtpTransaction> mails() {
        return mails;
    }

    /** Each mail as text: the envelope, and the body in ISO 8859-1. */
    List<String> texts() {
        return mails.stream()
                .map(mail -> (mail.from() == null ? "<>" : mail.from()) + " " + mail.recipients() + "\n"
                        + new String(mail.body(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    int submitted() {
        return submitted.get();
    }

    @Override
    public CompletionStage<Optional<SmtpReply>> sender(
            SmtpSession session, @Nullable EmailAddress from, long declaredSize) {
        return CompletableFuture.supplyAsync(() -> verdict(from), executor);
    }

    @Override
    public CompletionStage<Optional<SmtpReply>> recipient(SmtpSession session, EmailAddress to) {
        return CompletableFuture.supplyAsync(() -> verdict(to), executor);
    }

    @Override
    public CompletionStage<SmtpReply> submit(SmtpTransaction mail) {
        int number = submitted.incrementAndGet();
        return CompletableFuture.supplyAsync(
                () -> {
                    if (new String(mail.body(), StandardCharsets.ISO_8859_1).contains("Subject: fault")) {
                        throw new IllegalStateException("a fault of the test");
                    }
                    mails.add(mail);
                    return SmtpReply.of(250, "2.6.0", "mail" + number + " queued");
                },
                executor);
    }

    private static Optional<SmtpReply> verdict(@Nullable EmailAddress address) {
        return switch (address == null ? "" : address.localPart()) {
            case "refused" -> Optional.of(SmtpReply.of(550, "5.1.1", "Refused"));
            case "later" -> Optional.of(SmtpReply.of(451, "4.3.0", "Later"));
            case "fault" -> throw new IllegalStateException("a fault of the test");
            default -> Optional.empty();
        };
    }
}
