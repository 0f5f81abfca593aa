package io.mailsender.provider.event;

import io.mailsender.common.UntrustedText;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.MessageId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a provider reports about one recipient. A vendor's report of several recipients is several events.
 *
 * @param id tells a repeated report from a new one. The same for each repetition, different for each event and recipient of the same
 *     provider; a vendor without such an id gets one from the members that together identify the event ({@link EventId})
 * @param time when it happened, by the vendor's clock
 * @param subject the message that it is about
 * @param recipient {@code null} if the vendor does not say which of the message's recipients it is
 */
public record ProviderEvent(
        EventType type,
        String id,
        Instant time,
        Subject subject,
        @Nullable EmailAddress recipient,
        Detail detail) {

    /**
     * How a report names its message.
     *
     * @param messageId our own id, which the adapter sent along; {@code null} if the report does not have it
     * @param providerIds what the vendor's id of the message may be, as an attempt recorded it; several if the report does not have
     *     exactly that
     */
    public record Subject(@Nullable String messageId, List<String> providerIds) {
        public Subject {
            providerIds = List.copyOf(providerIds);
        }

        /** @param value what the report has in the place of our own id; ignored if a message cannot have it */
        public static Subject of(@Nullable String value, List<String> providerIds) {
            return new Subject(value != null && MessageId.isValue(value) ? value : null, providerIds);
        }
    }

    /**
     * @param severity of a bounce; {@code null} for other types
     * @param reason {@code null} if it does not matter, as for a delivery
     * @param statusCode the SMTP code of the recipient's server; 0 if the report has none
     * @param text the vendor's words, or those of the recipient's server: one line; empty if there are none
     */
    public record Detail(
            @Nullable Severity severity, @Nullable EventReason reason, int statusCode, String text) {

        public static final int MAX_LENGTH = 300;

        public static final Detail NONE = new Detail(null, null, 0, "");

        public Detail {
            text = UntrustedText.oneLine(text, MAX_LENGTH);
        }

        public static Detail of(EventReason reason, int statusCode, String text) {
            return new Detail(null, reason, statusCode, text);
        }

        /** A detail without a severity or reason. */
        public static Detail of(String text) {
            return new Detail(null, null, Diagnosis.of(text).statusCode(), text);
        }

        /** Of a bounce. @param otherwise the reason if the text does not say one */
        public static Detail bounce(Severity severity, EventReason otherwise, String text) {
            Diagnosis diagnosis = Diagnosis.of(text);
            return new Detail(severity, diagnosis.reason().orElse(otherwise), diagnosis.statusCode(), text);
        }
    }

    public ProviderEvent {
        if ((type == EventType.BOUNCED) != (detail.severity() != null)) {
            throw new IllegalArgumentException("a bounce, and nothing else, has a severity");
        }
    }

    /** Whether it came by mail: anybody who knows the return path and the Message-ID, such as another recipient, could have written it. */
    public boolean isByMail() {
        return id.startsWith(EventId.MAIL);
    }

    public boolean isHardBounce() {
        return detail.severity() == Severity.HARD;
    }
}
