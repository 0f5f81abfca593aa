package io.mailsender.status;

import io.mailsender.access.Caller;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.HandRest;
import io.mailsender.delivery.HandRests;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.message.HeaderText;
import io.mailsender.provider.Provider;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What an operator does with a provider. Every action needs a caller with the scope admin. */
@Singleton
public final class ProviderActions {

    private final Failover failover;
    private final HandRests rests;
    private final ProviderList list;

    ProviderActions(Failover failover, HandRests rests, ProviderList list) {
        this.failover = failover;
        this.rests = rests;
        this.list = list;
    }

    /** Whether a rest outlasts a restart: the daemon has a store. */
    public boolean isKept() {
        return rests.isKept();
    }

    /**
     * Lets a provider rest: it gets no further message. Attempts in progress go on.
     *
     * @param until {@code null} until it is resumed
     * @return completes with the provider's new state, when the rest is stored
     * @throws ProblemException 404 if there is no such provider, 400 if the rest is not valid
     */
    public CompletionStage<ProviderDescription> rest(
            Caller caller, String name, @Nullable Instant until, @Nullable String reason) {
        Provider provider = find(caller, name);
        if (until != null && !until.isAfter(Instant.now())) {
            throw ProblemException.badRequest("until", "must be in the future; leave it out for a rest without end");
        }
        return rests.rest(provider, until, checked(reason), caller.name())
                .handle((done, failure) -> described(provider, caller, failure));
    }

    /** Ends a rest by hand or after failures, at all nodes. As {@link #rest}. */
    public CompletionStage<ProviderDescription> resume(Caller caller, String name) {
        Provider provider = find(caller, name);
        return rests.resume(provider, caller.name()).handle((done, failure) -> described(provider, caller, failure));
    }

    private ProviderDescription described(Provider provider, Caller caller, @Nullable Throwable failure) {
        if (failure != null) {
            throw new ProblemException(Problem.of(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "Nothing was changed, because the store cannot be written. Repeat the request later."));
        }
        return list.of(provider, caller);
    }

    private static @Nullable String checked(@Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            return null;
        }
        if (reason.length() > HandRest.MAX_REASON) {
            throw ProblemException.badRequest("reason", "has more than " + HandRest.MAX_REASON + " characters");
        }
        try {
            return HeaderText.requireSafe(reason);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("reason", String.valueOf(e.getMessage()));
        }
    }

    private Provider find(Caller caller, String name) {
        if (!ProviderList.isAdmin(caller)) {
            throw new ProblemException(Problem.of(HttpStatus.FORBIDDEN, "This needs a key with the scope admin."));
        }
        return failover.providers().stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "There is no such provider.")));
    }
}
