package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Original;
import io.mailsender.provider.event.ReturnPath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Chooses the return path: the sender, or the address for bounces with the message's id in it. */
final class SmtpReturnPath {

    private final Optional<EmailAddress> base;

    /** @param bounceAddress {@code null} if bounces go to the sender */
    SmtpReturnPath(@Nullable String bounceAddress) {
        this.base = require(bounceAddress);
    }

    /** @throws IllegalArgumentException if the address cannot take an id */
    static Optional<EmailAddress> require(@Nullable String bounceAddress) {
        try {
            return Optional.ofNullable(bounceAddress).map(EmailAddress::parse).map(ReturnPath::requireBase);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("bounce-address " + e.getMessage(), e);
        }
    }

    /** @return {@code null} for the empty return path, which a report keeps, so that nobody answers it with another one */
    @Nullable
    EmailAddress of(Message message, Mailbox sender) {
        Original original = message.original();
        if (original != null && original.isReport()) {
            return null;
        }
        return base.map(address -> ReturnPath.of(address, message.id())).orElseGet(sender::address);
    }

    /** The return path without a message, to ask a server whether it accepts it. */
    EmailAddress of(EmailAddress sender) {
        return base.orElse(sender);
    }
}
