package io.mailsender.message;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a message is from: its originator fields (RFC 5322, section 3.6.2).
 *
 * @param displayName the sender's name; {@code null} where the caller gave none
 * @param address the address the caller asked for; {@code null} to let each provider use its own
 */
public record Originator(
        @Nullable String displayName, @Nullable EmailAddress address, List<Mailbox> replyTo) {
    /** @throws IllegalArgumentException with the reason, where the name could break a header or deceive its reader */
    public Originator {
        displayName = DisplayName.require(displayName);
        replyTo = List.copyOf(replyTo);
    }
}
