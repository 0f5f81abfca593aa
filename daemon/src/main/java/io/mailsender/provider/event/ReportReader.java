package io.mailsender.provider.event;

import io.micronaut.json.tree.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the JSON of a vendor that signs nothing: an object or an array of them, authenticated by a {@link SharedSecret}. */
public final class ReportReader {

    private static final Logger LOG = LoggerFactory.getLogger(ReportReader.class);

    private final String provider;
    private final SharedSecret secret;

    /** @param provider the provider's name, for the log */
    public ReportReader(String provider, SharedSecret secret) {
        this.provider = provider;
        this.secret = secret;
    }

    /** Reads one object of a report. */
    @FunctionalInterface
    public interface Item {

        /**
         * @param received stands in for a time that the object does not have
         * @return none if the object is not about a message
         * @throws IllegalArgumentException if the object cannot be read
         */
        List<ProviderEvent> read(JsonNode object, Instant received);
    }

    /** As {@link EventSource#read} promises. */
    public CompletionStage<EventReport> read(EventPost post, Item item) {
        try {
            secret.require(post);
            JsonNode body = EventJson.parse(post.body());
            if (!body.isContainerNode()) {
                throw EventRefusedException.unreadable("the body is neither an object nor an array");
            }
            return CompletableFuture.completedFuture(EventReport.of(events(body, post.received(), item)));
        } catch (EventRefusedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private List<ProviderEvent> events(JsonNode body, Instant received, Item item) {
        List<ProviderEvent> events = new ArrayList<>();
        List<JsonNode> objects = EventJson.objects(body);
        int left = body.isArray() ? body.size() - objects.size() : 0;
        for (JsonNode object : objects) {
            try {
                events.addAll(item.read(object, received));
            } catch (IllegalArgumentException e) {
                left++;
            }
        }
        if (left > 0) {
            LOG.warn("provider {}: left out {} events of a report, since they cannot be read", provider, left);
        }
        return events;
    }
}
