package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.MessageLifecycle;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.StoredMessage;
import java.util.concurrent.CompletionStage;

/**
 * One kind of change, made to each of many messages, under the conditions of the single one: the store decides about each, by what it
 * is at that moment.
 */
interface BulkAction {

    /** Whether a message as it was read can be changed so. The store may still refuse. */
    boolean isPossible(StoredMessage message);

    /** Whether it cannot be made to a message whose content was purged. */
    default boolean needsContent() {
        return false;
    }

    /** @return false if the message was changed meanwhile, or its content is gone */
    CompletionStage<Boolean> apply(StoredMessage message);

    /** Takes from the caller's quota what the change costs. */
    default void pay(Caller caller, StoredMessage message) {}

    /** Gives it back. */
    default void payBack(Caller caller, StoredMessage message) {}

    /** What can be changed so. */
    String rule();

    /** Sends a message again, unless it was changed since it was read: two persons who do it at once send it once. */
    record Resend(MessageStore store) implements BulkAction {

        @Override
        public boolean isPossible(StoredMessage message) {
            return MessageLifecycle.resend(message.state(), null, store.now()).isPresent();
        }

        @Override
        public CompletionStage<Boolean> apply(StoredMessage message) {
            return store.resendUnchanged(message);
        }

        @Override
        public boolean needsContent() {
            return true;
        }

        @Override
        public void pay(Caller caller, StoredMessage message) {
            caller.authorizeResend(message.recipients().size());
        }

        @Override
        public void payBack(Caller caller, StoredMessage message) {
            caller.returnResend(message.recipients().size());
        }

        @Override
        public String rule() {
            return MessageActions.RESEND;
        }
    }

    /** Cancels a queued message. */
    record Cancel(MessageStore store) implements BulkAction {

        @Override
        public boolean isPossible(StoredMessage message) {
            return MessageLifecycle.cancel(message.state()).isPresent();
        }

        @Override
        public CompletionStage<Boolean> apply(StoredMessage message) {
            return store.cancel(message.id());
        }

        @Override
        public String rule() {
            return MessageActions.CANCEL;
        }
    }

    /** Settles an unknown message. */
    record Close(MessageStore store, DeliveryStatus verdict) implements BulkAction {

        @Override
        public boolean isPossible(StoredMessage message) {
            return MessageLifecycle.resolve(message.state(), verdict).isPresent();
        }

        @Override
        public CompletionStage<Boolean> apply(StoredMessage message) {
            return store.resolve(message.id(), verdict);
        }

        @Override
        public String rule() {
            return MessageActions.CLOSE;
        }
    }
}
