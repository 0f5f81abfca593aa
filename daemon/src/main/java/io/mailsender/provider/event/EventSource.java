package io.mailsender.provider.event;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads what a vendor posts about messages that it took. Implementations are thread-safe. */
public interface EventSource {

    /** How the vendor shows that a report comes from it; for the doctor and the docs. */
    enum Authentication {
        /** The vendor signs its reports. */
        SIGNATURE,
        /** The vendor sends a secret that is part of the URL: {@code https://events:SECRET@HOST/events/PROVIDER}. */
        SECRET_IN_URL
    }

    Authentication authentication();

    /**
     * Checks that a report is authentic and current, and reads it. An item of a batch that cannot be read is left out and logged; it must
     * not make the others fail. Never blocks its caller.
     *
     * @return completes exceptionally with {@link EventRefusedException} if the report is not authentic, or cannot be read at all
     */
    CompletionStage<EventReport> read(EventPost post);

    /** Present if the vendor's API can be told where to post. */
    default Optional<EventRegistration> registration() {
        return Optional.empty();
    }
}
