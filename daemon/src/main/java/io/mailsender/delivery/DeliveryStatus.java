package io.mailsender.delivery;

/** What has become of a message. */
public enum DeliveryStatus {
    /** A provider took responsibility for it. */
    SENT,
    /** The message is at fault; no provider will be asked again. */
    REJECTED,
    /** No provider could take it, and surely none did. */
    FAILED,
    /** It may have been sent; nobody can tell. */
    UNKNOWN
}
