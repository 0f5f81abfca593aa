package io.mailsender.queue;

/** Another node took the message over, or a caller changed it. This node's result is not written. */
public final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LeaseLostException(Lease lease) {
        super("the lease on message " + lease.id() + " is lost");
    }
}
