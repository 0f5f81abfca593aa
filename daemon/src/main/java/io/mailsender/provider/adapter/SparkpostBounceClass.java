package io.mailsender.provider.adapter;

import io.mailsender.provider.event.Diagnosis;
import io.mailsender.provider.event.EventReason;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.ProviderEvent.Detail;
import io.mailsender.provider.event.Severity;
import org.jspecify.annotations.Nullable;

/**
 * SparkPost's <a href="https://support.sparkpost.com/docs/deliverability/bounce-classification-codes">bounce classes</a>, which SparkPost
 * takes from the words of the recipient's server.
 *
 * @param severity {@code null} if it is no bounce
 * @param reason {@code null} to take it from the server's words
 */
record SparkpostBounceClass(
        EventType type,
        @Nullable Severity severity,
        @Nullable EventReason reason) {

    /** @param number 0 if there is none */
    static SparkpostBounceClass of(int number) {
        return switch (number) {
            case 10, 30 -> bounce(Severity.HARD, EventReason.INVALID_ADDRESS);
            case 22 -> bounce(Severity.SOFT, EventReason.MAILBOX_FULL);
            case 23, 52, 53 -> bounce(Severity.SOFT, EventReason.CONTENT);
            case 24 -> bounce(Severity.SOFT, EventReason.TIMED_OUT);
            case 50, 51, 54 -> bounce(Severity.SOFT, EventReason.BLOCKED);
            // "Admin failure": SparkPost's own policy, for example its suppression list.
            case 25 -> new SparkpostBounceClass(EventType.REJECTED, null, EventReason.OTHER);
            case 60, 100 -> new SparkpostBounceClass(EventType.OTHER, null, EventReason.AUTO_REPLY);
            case 80 -> new SparkpostBounceClass(EventType.OTHER, null, EventReason.OTHER);
            case 90 -> new SparkpostBounceClass(EventType.UNSUBSCRIBED, null, EventReason.UNSUBSCRIBED);
            // 1 undetermined, 20 soft, 21 DNS, 40 generic, 70 transient, and what is added later.
            default -> bounce(Severity.SOFT, null);
        };
    }

    private static SparkpostBounceClass bounce(Severity severity, @Nullable EventReason reason) {
        return new SparkpostBounceClass(EventType.BOUNCED, severity, reason);
    }

    Detail detail(int statusCode, String text) {
        EventReason why = reason != null ? reason : Diagnosis.of(text).reason().orElse(EventReason.OTHER);
        return new Detail(severity, why, statusCode, text);
    }
}
