package io.mailsender.provider;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Looks up the state of a provider's account without sending anything. May be repeated safely. */
public interface AccountLookup {

    /**
     * Asks the vendor whether the login works, the key has the rights it needs, every sender is verified, and the account may send.
     *
     * @return at least one finding for what was asked, also if all is well. Completes exceptionally with
     *     {@link LookupFailedException} if the provider could not be asked; a refused login is a finding
     */
    CompletionStage<List<Finding>> findings();

    /** The domain that the SPF record of a sender's domain must include; empty if the vendor's own return path is used. */
    default Optional<String> spfInclude() {
        return Optional.empty();
    }

    /** Whether the sender's address is also the return path, so that the SPF record of its domain must allow the provider. */
    default boolean isSenderReturnPath() {
        return spfInclude().isPresent();
    }
}
