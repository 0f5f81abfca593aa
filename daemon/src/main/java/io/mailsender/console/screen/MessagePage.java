package io.mailsender.console.screen;

import io.mailsender.status.MessageView;
import io.mailsender.status.RecipientResult;
import io.mailsender.status.TimelineEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One message.
 *
 * @param steps everything that happened to it, in order
 */
record MessagePage(MessageView message, List<Step> steps) {

    private static final Set<String> ENDED = Set.of("failed", "rejected", "unknown", "cancelled");
    private static final Set<String> WITHOUT = Set.of("failed", "refused", "deferred");

    /**
     * Something that happened.
     *
     * @param word the outcome of an attempt, the event, or the status
     * @param label the words behind it
     * @param recipient whom it is about; {@code null} for all
     * @param code of the provider's answer; {@code null} if there was none
     * @param text the provider's words
     * @param durationMs of an attempt
     */
    record Step(
            Instant at,
            String word,
            String label,
            @Nullable String recipient,
            @Nullable Integer code,
            @Nullable String text,
            @Nullable Long durationMs,
            @Nullable String providerMessageId) {

        /** The class of its mark. */
        String mark() {
            return switch (word) {
                case "sent", "delivered", "opened", "clicked" -> "good";
                case "rejected", "failed", "bounced", "complained", "account", "unsupported" -> "bad";
                case "accepted", "cancelled", "queued", "other" -> "";
                default -> "warn";
            };
        }
    }

    static MessagePage of(MessageView message) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(message.acceptedAt(), "accepted", "by the gateway", null, null, null, null, null));
        List<TimelineEntry> timeline = message.timeline() == null ? List.of() : message.timeline();
        timeline.forEach(entry -> steps.add(step(message, entry)));
        if (message.endedAt() != null) {
            steps.add(
                    new Step(message.endedAt(), message.status(), "is its final status", null, null, null, null, null));
        }
        // Stable: what a provider reported in the same millisecond stays behind the attempt.
        steps.sort(Comparator.comparing(Step::at));
        return new MessagePage(message, steps);
    }

    private static Step step(MessageView message, TimelineEntry entry) {
        boolean isAttempt = entry.kind().equals("attempt");
        int index = entry.attempt() - 1;
        var attempt = isAttempt && index >= 0 && index < message.providers().size()
                ? message.providers().get(index)
                : null;
        String severity = entry.severity() == null ? "" : " (" + entry.severity() + ")";
        String reason = entry.reason() == null ? "" : ", " + entry.reason();
        return new Step(
                entry.time(),
                entry.type(),
                isAttempt
                        ? "through " + entry.provider() + ", attempt " + entry.attempt()
                        : "reported by " + entry.provider() + severity + reason,
                entry.recipient(),
                entry.statusCode() == null || entry.statusCode() == 0 ? null : entry.statusCode(),
                entry.msg() == null || entry.msg().isEmpty() ? null : entry.msg(),
                attempt == null ? null : attempt.durationMs(),
                attempt == null ? null : attempt.providerMessageId());
    }

    /** The words without the code that they begin with, which is shown in front of them. */
    static @Nullable String textBehind(@Nullable Integer code, @Nullable String text) {
        return code != null && code > 0 && text != null && text.startsWith(code + " ")
                ? text.substring(text.indexOf(' ') + 1)
                : text;
    }

    boolean canCancel() {
        return message.status().equals("queued");
    }

    boolean canReschedule() {
        return canCancel() && message.providers().isEmpty();
    }

    boolean canClose() {
        return message.status().equals("unknown");
    }

    boolean canResend() {
        return ENDED.contains(message.status())
                || message.status().equals("sent")
                        && message.recipients().stream()
                                .map(RecipientResult::state)
                                .anyMatch(WITHOUT::contains);
    }
}
