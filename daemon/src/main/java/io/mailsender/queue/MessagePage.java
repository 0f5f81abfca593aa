package io.mailsender.queue;

import io.mailsender.queue.MessageFilter.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of messages. It may be short, or empty, and still have a next one: then as many messages were looked at as one page
 * may cost.
 *
 * @param next from where the list goes on; {@code null} if it is complete
 */
public record MessagePage(
        List<StoredMessage> messages, @Nullable Position next) {

    public MessagePage {
        messages = List.copyOf(messages);
    }
}
