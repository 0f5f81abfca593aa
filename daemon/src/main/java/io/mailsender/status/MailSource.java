package io.mailsender.status;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.Failover;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Mailbox;
import io.mailsender.message.Message;
import io.mailsender.message.Mime;
import io.mailsender.message.Original;
import io.mailsender.provider.Provider;
import io.mailsender.queue.StoredMessage;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The source of a mail (RFC 5322). */
@Singleton
final class MailSource {

    private final Failover failover;

    MailSource(Failover failover) {
        this.failover = failover;
    }

    /** As it came, or else as it is sent over SMTP. */
    byte[] of(StoredMessage stored, Message message) {
        Original original = message.original();
        if (original != null) {
            return original.bytes();
        }
        Mailbox from = new Mailbox(message.originator().displayName(), sender(stored, message));
        return message.isInternationalized() || from.address().isInternationalized()
                ? Mime.writeUtf8(message, from)
                : Mime.write(message, from);
    }

    /** The sender that the message names, or else the own one of the provider that took it, or of the first one. */
    private EmailAddress sender(StoredMessage stored, Message message) {
        EmailAddress asked = message.originator().address();
        if (asked != null) {
            return asked;
        }
        String used = stored.sentBy().map(Attempt::provider).orElse("");
        List<Provider> usedFirst = failover.providers().stream()
                .sorted(Comparator.comparing(provider -> !provider.name().equals(used)))
                .toList();
        return usedFirst.stream()
                .map(Provider::sender)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> EmailAddress.parse("unknown@" + message.id().domain()));
    }
}
