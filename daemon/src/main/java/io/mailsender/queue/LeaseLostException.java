package io.mailsender.queue;

/** Another node has taken the message over, or its sender has settled it: what this node found out is not written. */
public final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LeaseLostException(Lease lease) {
        super("the lease on message " + lease.id() + " is lost");
    }
}
