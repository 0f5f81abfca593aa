package io.mailsender.event;

import io.mailsender.common.AsyncFailure;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.provider.LookupFailedException;
import io.mailsender.provider.Provider;
import io.mailsender.provider.ProviderOrder;
import io.mailsender.provider.event.EventRegistration;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Whether providers report, and the registration of this daemon at a vendor. */
@Singleton
public final class EventSources {

    private final ProviderOrder order;
    private final EventSettings settings;
    private final @Nullable EventStore store;

    /** @param store {@code null} if there is none */
    EventSources(ProviderOrder order, EventSettings settings, @Nullable EventStore store) {
        this.order = order;
        this.settings = settings;
        this.store = store;
    }

    /** All providers, in their order. */
    public CompletionStage<List<EventSourceView>> list() {
        CompletionStage<Map<String, SourceState>> states =
                store == null ? CompletableFuture.completedFuture(Map.of()) : store.sources();
        return states.thenApply(known -> order.all().stream()
                .map(provider ->
                        EventSourceView.of(provider, settings.url(provider.name()), known.get(provider.name())))
                .toList());
    }

    /**
     * Tells a vendor where to report.
     *
     * @return what was done
     * @throws ProblemException 404 if there is no such provider, 409 if the vendor cannot be told, or refuses
     */
    public CompletionStage<EventRegistered> register(String name) {
        Provider provider = order.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new ProblemException(Problem.of(HttpStatus.NOT_FOUND, "There is no provider with this name.")));
        URI url = settings.url(name);
        if (url == null) {
            throw conflict("The setting events.public-url is missing: the URL at which vendors reach this daemon.");
        }
        EventRegistration registration = provider.eventRegistration()
                .orElseThrow(() -> conflict("The vendor's API cannot be told where to report, or the provider's event-…"
                        + " setting is missing (docs/events.md). The URL is " + url + "."));
        return registration.register(url).handle((done, failure) -> {
            if (failure == null) {
                return new EventRegistered(url.toString(), done);
            }
            if (AsyncFailure.cause(failure) instanceof LookupFailedException refused) {
                throw conflict("The vendor refused: " + refused.reply().text());
            }
            throw new IllegalStateException("the registration of " + name + " failed", failure);
        });
    }

    private static ProblemException conflict(String detail) {
        return new ProblemException(Problem.of(HttpStatus.CONFLICT, detail));
    }
}
