package io.mailsender.provider.event;

import io.mailsender.message.EmailAddress;
import io.micronaut.json.tree.JsonNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the addresses of reports. One that no message of ours can have had, such as {@code a@localhost}, is left out. */
public final class EventAddress {

    private EventAddress() {}

    /** The address under this name; empty if there is none. */
    public static Optional<EmailAddress> find(@Nullable JsonNode object, String name) {
        return EventJson.text(object, name).flatMap(EventAddress::parse);
    }

    /** @param text {@code a@b}, {@code <a@b>} or {@code Name <a@b>}; empty if it has several addresses */
    public static Optional<EmailAddress> parse(String text) {
        String address = text.strip();
        if (address.indexOf('@') != address.lastIndexOf('@')) {
            return Optional.empty();
        }
        int open = address.lastIndexOf('<');
        if (open >= 0 && address.endsWith(">")) {
            address = address.substring(open + 1, address.length() - 1).strip();
        }
        try {
            return Optional.of(EmailAddress.parse(address));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
