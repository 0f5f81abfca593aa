package io.mailsender.cli;

import io.mailsender.client.ApiException;
import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.MessageStatus;
import io.mailsender.client.model.ProviderAttempt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Waits for the end of a message that the daemon keeps. */
final class Waiting {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final MailSenderApi daemon;
    private final Progress progress;

    Waiting(MailSenderApi daemon, Progress progress) {
        this.daemon = daemon;
        this.progress = progress;
    }

    /**
     * How it stands when it is at its end, or {@code patience} is over. A daemon that does not answer is asked again: it may be starting.
     *
     * @return empty where the daemon never said
     */
    Optional<MessageStatus> until(String id, Duration patience) {
        long start = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        MessageStatus last = null;
        try {
            while (true) {
                String trouble = "";
                try {
                    last = daemon.message(id);
                    if (isOver(last)) {
                        return Optional.of(last);
                    }
                } catch (ApiException e) {
                    trouble = "it cannot be seen how it stands: " + e.getMessage();
                }
                Duration passed = Duration.ofNanos(System.nanoTime() - start);
                if (passed.compareTo(patience) >= 0) {
                    if (!trouble.isEmpty()) {
                        progress.warn(trouble);
                    }
                    return Optional.ofNullable(last);
                }
                progress.show(last == null || !trouble.isEmpty() ? trouble : describe(last), passed);
                Duration left = patience.minus(passed);
                Thread.sleep((left.compareTo(pause) < 0 ? left : pause).toMillis());
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.ofNullable(last);
        } finally {
            progress.clear();
        }
    }

    private static boolean isOver(MessageStatus message) {
        return !"queued".equals(message.getStatus()) && !"sending".equals(message.getStatus());
    }

    private static String describe(MessageStatus message) {
        List<ProviderAttempt> attempts = message.getProviders();
        String last = attempts.isEmpty()
                ? ""
                : ", " + attempts.get(attempts.size() - 1).getProvider() + " "
                        + attempts.get(attempts.size() - 1).getOutcome();
        String next = message.getNextTryAt() == null
                ? ""
                : ", next try at " + message.getNextTryAt().toInstant();
        return message.getStatus() + last + next;
    }
}
