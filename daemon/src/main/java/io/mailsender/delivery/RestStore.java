package io.mailsender.delivery;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where rests by hand outlast a restart, and where all nodes of the store read them. */
public interface RestStore {

    /** The last decision about each provider, also about those that are no longer configured. */
    CompletionStage<List<HandRest>> all();

    /** Stores a decision in place of the provider's last one. */
    CompletionStage<Void> put(HandRest rest);
}
