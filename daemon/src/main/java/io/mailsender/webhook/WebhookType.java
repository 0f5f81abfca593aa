package io.mailsender.webhook;

import io.mailsender.common.Word;
import java.util.Arrays;
import java.util.List;

/** The events that a webhook can be told of. */
public enum WebhookType {
    /** A message waits for a retry, or is to be sent again. */
    MESSAGE_QUEUED,
    /** A provider took the message, at least for some of its recipients. */
    MESSAGE_SENT,
    MESSAGE_REJECTED,
    MESSAGE_FAILED,
    /** The message may have been sent. */
    MESSAGE_UNKNOWN,
    MESSAGE_CANCELLED,
    RECIPIENT_DELIVERED,
    RECIPIENT_DEFERRED,
    RECIPIENT_BOUNCED,
    RECIPIENT_COMPLAINED,
    RECIPIENT_SUPPRESSED,
    RECIPIENT_UNSUBSCRIBED,
    RECIPIENT_REJECTED,
    RECIPIENT_OPENED,
    RECIPIENT_CLICKED,
    /** Another provider sent messages that the first one of their chain did not. */
    PROVIDER_FAILOVER,
    PROVIDER_RESTING,
    PROVIDER_RECOVERED,
    /** A provider refuses the gateway's account. */
    PROVIDER_ACCOUNT,
    /** A webhook was disabled automatically. */
    WEBHOOK_DISABLED,
    /** Sent by request only, to one webhook, whatever its filter. */
    WEBHOOK_TEST;

    /** As in {@code type} of a payload, such as {@code message.sent}. */
    public String word() {
        return Word.of(this).replace('_', '.');
    }

    /** The words of all types. */
    public static List<String> words() {
        return Arrays.stream(values()).map(WebhookType::word).toList();
    }

    /** Whether only a global webhook is told of it. */
    public static boolean isGateways(String type) {
        return type.startsWith("provider.") || type.equals(WEBHOOK_DISABLED.word());
    }
}
