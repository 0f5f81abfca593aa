package io.mailsender.audit;

/**
 * Something that somebody did or tried.
 *
 * @param action such as {@code key.create}, or the method and the path with its variables' names
 * @param target the id of a message, an API key or a webhook, or the name of a provider; empty if there is none. Never an address
 * @param outcome a fixed word such as {@code done} or {@code refused}
 * @param status of the answer
 */
public record Deed(Actor actor, String action, String target, String outcome, int status) {

    static final String DONE = "done";
    static final String REFUSED = "refused";
    static final String FAILED = "failed";

    static final int MAX_ACTION = 120;

    public Deed {
        action = action.substring(0, Math.min(MAX_ACTION, action.length()));
        target = Target.orEmpty(target);
    }
}
