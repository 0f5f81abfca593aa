package io.mailsender.submission;

import io.mailsender.access.Caller;
import io.mailsender.delivery.DeliverySettings;
import io.mailsender.delivery.Failover;
import io.mailsender.delivery.RouteTable;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import io.mailsender.message.Extras;
import io.mailsender.message.Message;
import io.mailsender.message.MessageId;
import io.mailsender.original.Arrival;
import io.mailsender.original.MailRefusedException;
import io.mailsender.original.OriginalMail;
import io.mailsender.original.OriginalMail.Submitted;
import io.mailsender.provider.Provider;
import io.mailsender.queue.IdempotencyKey;
import io.mailsender.queue.MessageStore;
import io.mailsender.queue.Priority;
import io.mailsender.queue.Submission;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts a request to a submission: checked, with an id and a date. */
@Singleton
final class SubmissionReader {

    /** The tag of mails that test a provider. */
    private static final String TEST_TAG = "test";

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
        Instant due = due(request);
        Message message = new MessageReader(request).read(newId(), due);
        return submission(
                message,
                request,
                caller,
                due,
                idempotencyKey == null ? null : key(request, caller.name(), idempotencyKey, item));
    }

    /**
     * @param mail a whole mail, whose lines end with CR LF
     * @param idempotencyKey {@code null} for that of the mail's header
     * @throws ProblemException as above
     * @throws MailRefusedException if the mail cannot be sent as it is
     */
    Submission read(byte[] mail, Arrival arrival, Caller caller, @Nullable String idempotencyKey) {
        Submitted submitted = OriginalMail.read(mail, arrival, newId());
        ControlReader controls = new ControlReader(submitted.controls());
        SendRequest request = controls.read();
        Extras labels = new MessageReader(request).labels();
        Message message = submitted.message().withLabels(labels.tags(), labels.metadata());
        requireSender(message);
        String key = idempotencyKey == null ? controls.idempotencyKey() : idempotencyKey;
        return submission(message, request, caller, due(request), MailKey.of(mail, message, caller.name(), key));
    }

    /**
     * A mail that tests one provider.
     *
     * @throws ProblemException as above
     */
    Submission test(Provider provider, String to, @Nullable String from, Caller caller) {
        Instant now = store == null ? Instant.now() : store.now();
        SendRequest request = new SendRequest(
                null,
                from,
                List.of(to),
                null,
                null,
                null,
                "Test of " + provider.name(),
                "An operator of this mail gateway tests whether " + provider.name() + " sends.",
                null,
                null,
                null,
                null,
                List.of(TEST_TAG),
                null,
                // Nobody waits for it, and a second copy would test nothing.
                "fail",
                Priority.HIGH.word(),
                null,
                null,
                null);
        Message message = new MessageReader(request).read(newId(), now).withRoute(RouteTable.test(provider.name()));
        return authorized(message, request, caller, now, null);
    }

    MessageId newId() {
        return MessageId.random(Instant.now(), random, domain);
    }

    /** The domain of the gateway's own Message-IDs. */
    String domain() {
        return domain;
    }

    /** A mail names its sender itself, so that a wrong one would fail at every provider, after it was accepted. */
    private void requireSender(Message message) {
        boolean isUsable = failover.chain(message).stream()
                .map(Provider::senderPolicy)
                .anyMatch(policy ->
                        policy.isEmpty() || policy.get().senderOf(message).isPresent());
        if (!isUsable) {
            throw new ProblemException(
                    Problem.of(
                            HttpStatus.FORBIDDEN,
                            "From: no provider may send from this address. Use the address of a provider's setting from, or add its domain to from-domains."));
        }
    }

    private Submission submission(
            Message message, SendRequest request, Caller caller, Instant due, @Nullable IdempotencyKey key) {
        Priority priority = MessageReader.priority(request).orElse(Priority.NORMAL);
        return authorized(routed(message, request.route(), caller, priority), request, caller, due, key);
    }

    private Submission authorized(
            Message message, SendRequest request, Caller caller, Instant due, @Nullable IdempotencyKey key) {
        Priority priority = MessageReader.priority(request).orElse(Priority.NORMAL);
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
                key,
                null,
                Map.of(),
                ignoresSuppression);
        caller.authorizeSend(
                message.originator().address(),
                senders(failover.chain(submission.message())),
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
