package io.mailsender.delivery;

import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import java.util.List;

/** Tells several listeners, one after the other. */
record AllListeners(List<DeliveryListener> listeners) implements DeliveryListener {

    AllListeners {
        listeners = List.copyOf(listeners);
    }

    @Override
    public void attempted(MessageId message, Attempt attempt) {
        listeners.forEach(listener -> listener.attempted(message, attempt));
    }

    @Override
    public void corrected(MessageId message, Attempt attempt) {
        listeners.forEach(listener -> listener.corrected(message, attempt));
    }

    @Override
    public void roundEnded(Message message, RoundResult result) {
        listeners.forEach(listener -> listener.roundEnded(message, result));
    }
}
