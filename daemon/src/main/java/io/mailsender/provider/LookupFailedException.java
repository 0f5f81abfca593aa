package io.mailsender.provider;

/** A provider could not be asked, or did not answer the question. */
public final class LookupFailedException extends RuntimeException {

    private final transient Reply reply;
    private final boolean passing;

    /**
     * @param passing whether asking again in a moment may help
     */
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
