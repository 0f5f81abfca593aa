package io.mailsender.provider.event;

/** A report that is not accepted. The message is for our log; the vendor, or whoever it is, gets the status alone. */
public final class EventRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    private EventRefusedException(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    /** Its signature or secret is wrong, missing or too old: 401. */
    public static EventRefusedException unauthenticated(String reason) {
        return new EventRefusedException(401, reason);
    }

    /** It is authentic, but nothing in it can be read: 400. */
    public static EventRefusedException unreadable(String reason) {
        return new EventRefusedException(400, reason);
    }

    /** What authenticates it cannot be had now, such as a certificate: 503, so that it is posted again. */
    public static EventRefusedException notNow(String reason) {
        return new EventRefusedException(503, reason);
    }

    public int status() {
        return status;
    }
}
