package io.mailsender.delivery;

import io.mailsender.message.MessageId;

/** Is told what happened, after it happened: whatever a listener does, it changes nothing. */
public interface DeliveryListener {

    void attempted(MessageId message, Attempt attempt);

    /** The answer to an attempt came after its timeout. */
    void corrected(MessageId message, Attempt attempt);

    /** A round of the message is over. */
    void delivered(MessageId message, RoundResult delivery);
}
