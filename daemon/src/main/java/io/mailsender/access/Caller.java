package io.mailsender.access;

import io.github.bucket4j.TimeMeter;
import io.mailsender.http.Problem;
import io.mailsender.http.ProblemException;
import io.mailsender.message.EmailAddress;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who makes a request, and what that one may do. */
public final class Caller {

    private static final String ATTRIBUTE = "io.mailsender.caller";

    /** Where the daemon has no keys: somebody on its machine, who may do everything. */
    private static final Caller ANYBODY =
            new Caller(null, new KeyUsage(Map.of(), TimeMeter.SYSTEM_NANOTIME, kind -> {}));

    /** No quota that will ever be enough makes anybody wait longer. */
    private static final Duration MAX_WAIT = Duration.ofDays(1);

    private final @Nullable ApiKey key;
    private final KeyUsage usage;

    Caller(@Nullable ApiKey key, KeyUsage usage) {
        this.key = key;
        this.usage = usage;
    }

    public static Caller of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Caller.class).orElse(ANYBODY);
    }

    void makes(HttpRequest<?> request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The name of the API key; empty where the daemon has none. */
    public String name() {
        return key == null ? "" : key.name();
    }

    /** Whose messages are seen; {@code null} for everybody's. */
    public @Nullable String sees() {
        return key == null || has(Scope.ADMIN) ? null : key.name();
    }

    boolean has(Scope scope) {
        return key == null || key.grants().scopes().contains(scope);
    }

    KeyUsage usage() {
        return usage;
    }

    /** @throws IllegalStateException where the daemon has no keys */
    ApiKey key() {
        if (key == null) {
            throw new IllegalStateException("nobody has a key here");
        }
        return key;
    }

    /**
     * Counts a message.
     *
     * @param from the sender that it asks for; {@code null} for that of the provider that will take it
     * @param usual the providers' own senders
     * @throws ProblemException 403 where it may not send so, 429 where it has sent its share
     */
    public void sends(@Nullable EmailAddress from, Collection<EmailAddress> usual, int recipients) {
        if (key != null && !key.grants().domains().isEmpty()) {
            List<EmailAddress> senders = from == null ? List.copyOf(usual) : List.of(from);
            boolean its =
                    senders.stream().allMatch(sender -> key.grants().domains().contains(sender.domain()));
            if (senders.isEmpty() || !its) {
                throw forbidden("from_address: this key may send from "
                        + String.join(", ", key.grants().domainList())
                        + (from == null ? " only; name an address there." : " only."));
            }
        }
        sendsAgain(recipients);
    }

    /** Counts a message that is sent once more. @throws ProblemException 429 where it has sent its share */
    public void sendsAgain(int recipients) {
        take(Quota.Kind.MESSAGES, 1);
        try {
            take(Quota.Kind.RECIPIENTS, recipients);
        } catch (ProblemException e) {
            usage.giveBack(Quota.Kind.MESSAGES, 1);
            throw e;
        }
    }

    /** Counts a question for, or a request of, an address's validation. @throws ProblemException 429 where it has had its share */
    public void validates() {
        take(Quota.Kind.VALIDATIONS, 1);
    }

    /** @throws ProblemException 429 */
    void take(Quota.Kind kind, long amount) {
        Optional<Duration> wait = usage.take(kind, amount);
        if (wait.isPresent()) {
            throw wait.get().compareTo(MAX_WAIT) > 0
                    ? forbidden("This is more than the whole limit of this key: " + kind.word() + ".")
                    : new ProblemException(
                            Problem.of(
                                    HttpStatus.TOO_MANY_REQUESTS,
                                    "This key has had its share for now: " + kind.word() + "."),
                            wait.get());
        }
    }

    static ProblemException forbidden(String detail) {
        return new ProblemException(Problem.of(HttpStatus.FORBIDDEN, detail));
    }
}
