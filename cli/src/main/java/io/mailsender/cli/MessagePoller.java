package io.mailsender.cli;

import io.mailsender.client.ApiException;
import io.mailsender.client.MailSenderApi;
import io.mailsender.client.model.MessageStatus;
import io.mailsender.client.model.ProviderAttempt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks the daemon for a message again and again until the delivery has ended. */
final class MessagePoller {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final MailSenderApi daemon;
    private final ProgressLine progress;

    MessagePoller(MailSenderApi daemon, ProgressLine progress) {
        this.daemon = daemon;
        this.progress = progress;
    }

    /**
     * Returns the message once its delivery has ended, or as last seen when the patience runs out. A daemon that does not answer is asked
     * again: it may be restarting.
     *
     * @return empty if the daemon never answered
     */
    Optional<MessageStatus> awaitEnd(String id, Duration patience) {
        long start = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        MessageStatus last = null;
        try {
            while (true) {
                String error = "";
                try {
                    last = daemon.message(id);
                    if (hasEnded(last)) {
                        return Optional.of(last);
                    }
                } catch (ApiException e) {
                    error = "the status of message " + id + " cannot be read: " + e.getMessage();
                }
                Duration passed = Duration.ofNanos(System.nanoTime() - start);
                if (passed.compareTo(patience) >= 0) {
                    if (!error.isEmpty()) {
                        progress.warn(error);
                    }
                    return Optional.ofNullable(last);
                }
                progress.show(last == null || !error.isEmpty() ? error : describe(last), passed);
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

    private static boolean hasEnded(MessageStatus message) {
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
