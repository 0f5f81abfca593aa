package io.mailsender.status;

import io.mailsender.message.MessageId;
import io.mailsender.queue.MessageFilter;
import java.time.Instant;

/** A position in the list of messages: the one after a message. */
final class Cursor {

    static final String PATTERN = "^-?[0-9]{1,18}-[0-9a-f]{32}$";

    private Cursor() {}

    static String of(MessageFilter.Position position) {
        return position.accepted().toEpochMilli() + "-" + position.id();
    }

    static MessageFilter.Position parse(String text) {
        int dash = text.indexOf('-', 1);
        return new MessageFilter.Position(
                Instant.ofEpochMilli(Long.parseLong(text.substring(0, Math.max(0, dash)))),
                MessageId.requireValue(text.substring(dash + 1)));
    }
}
