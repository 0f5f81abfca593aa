package io.mailsender.provider;

/** A look-up at a provider failed: it could not be reached, or gave no usable answer. */
public final class LookupFailedException extends RuntimeException {

    private final transient Reply reply;
    private final boolean passing;

    /** @param passing whether another look-up shortly afterwards may succeed */
    public LookupFailedException(Reply reply, boolean passing) {
        super(reply.text());
        this.reply = reply;
        this.passing = passing;
    }

    public Reply reply() {
        return reply;
    }

    public boolean isPassing() {
        return passing;
    }
}
