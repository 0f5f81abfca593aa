package io.mailsender.submission;

import io.mailsender.access.Caller;
import io.mailsender.delivery.DeliverySettings;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.RouteTable;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.provider.Provider;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.queue.Submission;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts a request to a submission: checked, with an id and a date. */
@Singleton
final class SubmissionReader {

    private final Failover failover;
    private final DeliverySettings settings;
    private final @Nullable MessageStore store;
    private final SecureRandom random = new SecureRandom();
    private final String domain;

    SubmissionReader(Failover failover, DeliverySettings settings, @Nullable MessageStore store) {
        this.failover = failover;
        this.settings = settings;
        this.store = store;
        // The Message-ID must not depend on the provider, which is not known yet.
        this.domain = senders(failover.providers()).stream()
                .map(EmailAddress::domain)
                .findFirst()
                .orElse("mail-sender.invalid");
    }

    /**
     * @param item the message's index in a batch; 0 for a single one
     * @throws ProblemException 400 with all invalid fields; 403 if the caller may not send it; 429 if its quota is used up
     */
    Submission read(SendRequest request, Caller caller, @Nullable String idempotencyKey, int item) {
        Instant now = Instant.now();
        Instant due = due(request);
        Priority priority = MessageReader.priority(request).orElse(Priority.NORMAL);
        Message message = routed(
                new MessageReader(request).read(MessageId.random(now, random, domain), due),
                request.route(),
                caller,
                priority);
        boolean ignoresSuppression = Boolean.TRUE.equals(request.ignoreSuppression());
        if (ignoresSuppression) {
            caller.authorizeIgnoreSuppression();
        }
        Submission submission = new Submission(
                message,
                caller.name(),
                MessageReader.onUnknown(request).orElse(settings.onUnknown()),
                priority,
                due,
                idempotencyKey == null ? null : key(request, caller.name(), idempotencyKey, item),
                null,
                Map.of(),
                ignoresSuppression);
        caller.authorizeSend(
                message.originator().address(),
                senders(failover.chain(message)),
                message.destination().addresses().size());
        return submission;
    }

    /** A route that the caller may not name is answered like one that does not exist. */
    private Message routed(Message message, @Nullable String named, Caller caller, Priority priority) {
        RouteTable routes = failover.routes();
        if (named == null) {
            return routes.route(message, caller.name(), priority.word());
        }
        List<String> allowed =
                routes.names().stream().filter(caller::mayNameRoute).toList();
        if (!allowed.contains(named)) {
            throw ProblemException.badRequest(
                    "route",
                    allowed.isEmpty()
                            ? "must be omitted: this daemon has no route that this API key may name"
                            : "must be a route that this API key may name: " + String.join(", ", allowed));
        }
        return message.withRoute(named);
    }

    private static List<EmailAddress> senders(List<Provider> providers) {
        return providers.stream()
                .flatMap(provider -> provider.sender().stream())
                .toList();
    }

    private Instant due(SendRequest request) {
        try {
            return Submission.due(request.sendAt(), store == null ? Instant.now() : store.now());
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("send_at", String.valueOf(e.getMessage()));
        }
    }

    /** @throws ProblemException 400 if it is not a valid key */
    static void requireKey(String key) {
        if (key.isBlank()
                || key.length() > IdempotencyKey.MAX_LENGTH
                || !key.chars().allMatch(c -> c > 31 && c < 127)) {
            throw ProblemException.badRequest(
                    "Idempotency-Key",
                    "must have 1 to " + IdempotencyKey.MAX_LENGTH + " printable ASCII characters, not only spaces");
        }
    }

    private static IdempotencyKey key(SendRequest request, String owner, String key, int item) {
        requireKey(key);
        return new IdempotencyKey(owner, key, item, Fingerprint.of(request));
    }
}
