package io.mailsender.delivery;

import io.mailsender.message.MessageId;
import io.mailsender.queue.Attempt;

/** Is told what happened, after it happened: whatever a listener does, it changes nothing. */
public interface DeliveryListener {

    void attempted(MessageId message, Attempt attempt);

    void delivered(MessageId message, Delivery delivery);
}
