package io.mailsender.cli;

import org.jspecify.annotations.Nullable;

/**
 * An address in a list, and its place there.
 *
 * @param start the index of the mailbox's first character, which may belong to the display name
 * @param end the index after the mailbox
 * @param specStart the index of the address itself
 * @param specEnd the index after the address itself
 * @param local the local part, quoted if it is quoted in the list
 * @param domain {@code null} for a name of this machine, such as {@code root}
 */
record ListedAddress(
        int start,
        int end,
        int specStart,
        int specEnd,
        String local,
        @Nullable String domain) {

    @Override
    public String toString() {
        return domain == null ? local : local + "@" + domain;
    }
}
