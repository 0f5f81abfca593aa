package io.mailsender.store;

/** A value that this version does not know, so a newer daemon on the same database wrote it. That daemon can read it. */
final class NewerVersionException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    NewerVersionException(String what) {
        super(what + " is of a newer daemon");
    }
}
