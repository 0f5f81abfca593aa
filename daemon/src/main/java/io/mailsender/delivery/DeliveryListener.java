package io.mailsender.delivery;

import io.mailsender.message.Message;
import io.mailsender.message.MessageId;

/** Is told of events after they are recorded. It cannot affect the message. */
public interface DeliveryListener {

    void attempted(MessageId message, Attempt attempt);

    /** A late answer gave an attempt its true outcome. */
    void corrected(MessageId message, Attempt attempt);

    void roundEnded(Message message, RoundResult result);
}
