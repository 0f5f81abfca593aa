package io.mailsender.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sender of a message: its originator fields (RFC 5322, section 3.6.2).
 *
 * @param displayName the sender's name; {@code null} if the caller gave none
 * @param address the address that the caller gave; {@code null} if each provider uses its own
 */
public record Originator(
        @Nullable String displayName, @Nullable EmailAddress address, List<Mailbox> replyTo) {
    /** @throws IllegalArgumentException with the reason, if the name could break a header or deceive its reader */
    public Originator {
        displayName = DisplayName.require(displayName);
        replyTo = List.copyOf(replyTo);
    }
}
