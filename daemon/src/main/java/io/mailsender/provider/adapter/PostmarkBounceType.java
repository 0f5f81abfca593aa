package io.mailsender.provider.adapter;

import static io.mailsender.provider.event.EventReason.AUTO_REPLY;
import static io.mailsender.provider.event.EventReason.CONTENT;
import static io.mailsender.provider.event.EventReason.INVALID_ADDRESS;
import static io.mailsender.provider.event.EventReason.SUPPRESSED;

import io.mailsender.provider.event.EventReason;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.ProviderEvent.Detail;
import io.mailsender.provider.event.Severity;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Postmark's <a href="https://postmarkapp.com/developer/api/bounce-api#bounce-types">types of bounces</a>. Not all are bounces. */
enum PostmarkBounceType {
    HARD_BOUNCE("HardBounce", 1, EventType.BOUNCED, Severity.HARD, INVALID_ADDRESS),
    /** "Message delayed": Postmark goes on trying. */
    TRANSIENT("Transient", 2, EventType.DEFERRED, null, EventReason.OTHER),
    UNSUBSCRIBE("Unsubscribe", 16, EventType.UNSUBSCRIBED, null, EventReason.UNSUBSCRIBED),
    SUBSCRIBE("Subscribe", 32, EventType.OTHER, null, EventReason.OTHER),
    AUTO_RESPONDER("AutoResponder", 64, EventType.OTHER, null, AUTO_REPLY),
    ADDRESS_CHANGE("AddressChange", 128, EventType.OTHER, null, AUTO_REPLY),
    DNS_ERROR("DnsError", 256, EventType.BOUNCED, Severity.SOFT, EventReason.OTHER),
    SPAM_NOTIFICATION("SpamNotification", 512, EventType.COMPLAINED, null, CONTENT),
    OPEN_RELAY_TEST("OpenRelayTest", 1024, EventType.OTHER, null, EventReason.OTHER),
    UNKNOWN("Unknown", 2048, EventType.BOUNCED, Severity.SOFT, EventReason.OTHER),
    SOFT_BOUNCE("SoftBounce", 4096, EventType.BOUNCED, Severity.SOFT, EventReason.OTHER),
    VIRUS_NOTIFICATION("VirusNotification", 8192, EventType.BOUNCED, Severity.SOFT, CONTENT),
    CHALLENGE_VERIFICATION("ChallengeVerification", 16384, EventType.OTHER, null, AUTO_REPLY),
    BAD_EMAIL_ADDRESS("BadEmailAddress", 100_000, EventType.BOUNCED, Severity.HARD, INVALID_ADDRESS),
    SPAM_COMPLAINT("SpamComplaint", 100_001, EventType.COMPLAINED, null, EventReason.OTHER),
    MANUALLY_DEACTIVATED("ManuallyDeactivated", 100_002, EventType.SUPPRESSED, null, SUPPRESSED),
    UNCONFIRMED("Unconfirmed", 100_003, EventType.REJECTED, null, EventReason.OTHER),
    BLOCKED("Blocked", 100_006, EventType.BOUNCED, Severity.SOFT, EventReason.BLOCKED),
    SMTP_API_ERROR("SMTPApiError", 100_007, EventType.REJECTED, null, EventReason.OTHER),
    /** About a mail that Postmark received. */
    INBOUND_ERROR("InboundError", 100_008, EventType.OTHER, null, EventReason.OTHER),
    DMARC_POLICY("DMARCPolicy", 100_009, EventType.REJECTED, null, EventReason.BLOCKED),
    TEMPLATE_RENDERING_FAILED("TemplateRenderingFailed", 100_010, EventType.REJECTED, null, CONTENT);

    private final String word;
    private final int code;
    private final EventType type;
    private final @Nullable Severity severity;
    private final EventReason reason;

    PostmarkBounceType(String word, int code, EventType type, @Nullable Severity severity, EventReason reason) {
        this.word = word;
        this.code = code;
        this.type = type;
        this.severity = severity;
        this.reason = reason;
    }

    /** {@link #UNKNOWN} for a type that was added later: whatever it is, Postmark calls it a bounce. */
    static PostmarkBounceType of(String word, int code) {
        return Arrays.stream(values())
                .filter(type -> type.word.equalsIgnoreCase(word) || (word.isEmpty() && type.code == code))
                .findFirst()
                .orElse(UNKNOWN);
    }

    EventType type() {
        return type;
    }

    Detail detail(String text) {
        return severity != null
                ? Detail.bounce(severity, reason, text)
                : Detail.of(reason, Detail.of(text).statusCode(), text);
    }
}
