package io.mailsender.doctor;

import io.mailsender.event.EventSettings;
import io.mailsender.event.EventStore;
import io.mailsender.event.SourceState;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import io.mailsender.provider.Provider;
import io.mailsender.provider.event.EventSource;
import io.mailsender.provider.event.EventSource.Authentication;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Checks whether the reports of providers arrive. */
@Singleton
final class EventCheck {

    private final EventSettings settings;
    private final @Nullable EventStore store;

    /** @param store {@code null} if there is none; then no reports are accepted */
    EventCheck(EventSettings settings, @Nullable EventStore store) {
        this.settings = settings;
        this.store = store;
    }

    /** Completes normally. */
    CompletableFuture<List<CheckedFinding>> findings(List<Provider> providers) {
        if (store == null
                || providers.stream().allMatch(provider -> provider.events().isEmpty())) {
            return CompletableFuture.completedFuture(List.of());
        }
        return store.sources()
                .handle((states, failure) -> failure == null ? states : null)
                .thenApply(states -> providers.stream()
                        .filter(provider -> provider.events().isPresent())
                        .map(provider -> CheckedFinding.of(provider, finding(provider, states)))
                        .toList())
                .toCompletableFuture();
    }

    private Finding finding(Provider provider, @Nullable Map<String, SourceState> states) {
        if (states == null) {
            return Finding.unknown(Check.EVENTS, "the store cannot be read", "try again later");
        }
        SourceState state = states.get(provider.name());
        return state == null
                ? Finding.warning(Check.EVENTS, "no report has arrived yet", remedy(provider))
                : Finding.ok(
                        Check.EVENTS,
                        "reports arrive since " + state.first() + ", the last one came at " + state.last());
    }

    private String remedy(Provider provider) {
        URI url = settings.url(provider.name());
        if (url == null) {
            return "set events.public-url, and register that URL with /events/" + provider.name() + " at the vendor";
        }
        EventSource source = provider.events().orElseThrow();
        return provider.eventRegistration().isPresent()
                ? "run `mail-sender events register " + provider.name() + "`, or register " + url + " at the vendor"
                : "register " + shown(url, source) + " at the vendor";
    }

    private static String shown(URI url, EventSource source) {
        return source.authentication() == Authentication.SECRET_IN_URL
                ? url.getScheme() + "://events:SECRET@" + url.getAuthority() + url.getPath()
                : url.toString();
    }
}
