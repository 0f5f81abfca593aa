package io.mailsender.queue;

import io.mailsender.common.StoreUnavailableException;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Reply;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says which recipients must not be mailed. Asked before a message is accepted, and before each later round. */
public interface RecipientCheck {

    /** Without a suppression list. */
    RecipientCheck NONE = (owner, recipients) -> CompletableFuture.completedFuture(Map.of());

    /**
     * @param owner the name of the API key whose message it is; empty if there are no keys
     * @return those of the recipients that must not be mailed, as they were given, with the reason. Completes with a {@link
     *     StoreUnavailableException} if that cannot be known now; the recipients must not be mailed then
     */
    CompletionStage<Map<EmailAddress, Reply>> suppressed(String owner, Collection<EmailAddress> recipients);
}
