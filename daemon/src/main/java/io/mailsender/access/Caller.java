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

/** The application that makes a request, and what it may do. */
public final class Caller {

    private static final String ATTRIBUTE = "io.mailsender.caller";

    /** If the daemon has no keys: a program on its machine, which may do everything. */
    private static final Caller LOCAL = new Caller(null, new KeyUsage(Map.of(), TimeMeter.SYSTEM_NANOTIME, kind -> {}));

    /** The longest period of a quota: a longer wait means that the quota is too small for the request. */
    private static final Duration MAX_WAIT = Duration.ofDays(1);

    private final @Nullable ApiKey key;
    private final KeyUsage usage;

    Caller(@Nullable ApiKey key, KeyUsage usage) {
        this.key = key;
        this.usage = usage;
    }

    public static Caller of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Caller.class).orElse(LOCAL);
    }

    /** A program on the daemon's machine, if the daemon has no keys. */
    public static Caller local() {
        return LOCAL;
    }

    /** Makes it the caller of a request. */
    public void attachTo(HttpRequest<?> request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The name of the API key; empty if the daemon has no keys. */
    public String name() {
        return key == null ? "" : key.name();
    }

    /** The owner whose messages the caller may see; {@code null} for all. */
    public @Nullable String visibleOwner() {
        return key == null || has(Scope.ADMIN) ? null : key.name();
    }

    /** Whether its key has a scope. */
    public boolean has(Scope scope) {
        return key == null || key.grant().scopes().contains(scope);
    }

    KeyUsage usage() {
        return usage;
    }

    /** @throws IllegalStateException if the daemon has no keys */
    ApiKey key() {
        if (key == null) {
            throw new IllegalStateException("this daemon has no keys");
        }
        return key;
    }

    /**
     * Checks the sender of a message and counts the message against the quota.
     *
     * @param from the requested sender; {@code null} for the sender of the provider that will take the message
     * @param defaults the providers' own senders
     * @throws ProblemException 403 if the key may not send from there, 429 if its quota is used up
     */
    public void authorizeSend(@Nullable EmailAddress from, Collection<EmailAddress> defaults, int recipients) {
        if (key != null && !key.grant().domains().isEmpty()) {
            List<EmailAddress> senders = from == null ? List.copyOf(defaults) : List.of(from);
            boolean isAllowed =
                    senders.stream().allMatch(sender -> key.grant().domains().contains(sender.domain()));
            if (senders.isEmpty() || !isAllowed) {
                throw forbidden("from_address: this key may send only from "
                        + String.join(", ", key.grant().domainList())
                        + (from == null ? "; give an address there." : "."));
            }
        }
        authorizeResend(recipients);
    }

    /**
     * Checks the return path that a client gives; the providers use their own.
     *
     * @param sender {@code null} if there is none
     * @throws ProblemException 403 if the key may not send from there
     */
    public void authorizeReturnPath(@Nullable EmailAddress sender) {
        if (sender != null
                && key != null
                && !key.grant().domains().isEmpty()
                && !key.grant().domains().contains(sender.domain())) {
            throw forbidden("sender: this key may send only from "
                    + String.join(", ", key.grant().domainList()) + ".");
        }
    }

    /** Whether its messages may name a route. */
    public boolean mayNameRoute(String route) {
        return key == null || key.grant().allowsRoute(route);
    }

    /** Whether its key was given the right to send to addresses that are on the suppression list. */
    public boolean mayIgnoreSuppression() {
        return key != null && has(Scope.IGNORE_SUPPRESSION);
    }

    /** @throws ProblemException 403 if the key may not send to addresses that are on the suppression list */
    public void authorizeIgnoreSuppression() {
        if (!has(Scope.IGNORE_SUPPRESSION)) {
            throw forbidden("ignore_suppression: this key lacks the scope " + Scope.IGNORE_SUPPRESSION.word() + ".");
        }
    }

    /** Counts a request against the quota. @throws ProblemException 429 if the quota is used up */
    public void authorizeRequest() {
        take(Quota.Kind.REQUESTS, 1);
    }

    /** Counts a message against the quota. @throws ProblemException 429 if the quota is used up */
    public void authorizeResend(int recipients) {
        take(Quota.Kind.MESSAGES, 1);
        try {
            take(Quota.Kind.RECIPIENTS, recipients);
        } catch (ProblemException e) {
            usage.giveBack(Quota.Kind.MESSAGES, 1);
            throw e;
        }
    }

    /** Takes a message out of the quota again that was not resent after all. */
    public void returnResend(int recipients) {
        usage.giveBack(Quota.Kind.MESSAGES, 1);
        usage.giveBack(Quota.Kind.RECIPIENTS, recipients);
    }

    /** Counts a request about an address's validation against the quota. @throws ProblemException 429 if the quota is used up */
    public void authorizeValidation() {
        take(Quota.Kind.VALIDATIONS, 1);
    }

    /** @throws ProblemException 429 if the quota is used up; 403 if the amount is more than the whole quota */
    private void take(Quota.Kind kind, long amount) {
        Optional<Duration> wait = usage.take(kind, amount);
        if (wait.isPresent()) {
            throw wait.get().compareTo(MAX_WAIT) > 0
                    ? forbidden("This request needs more than this key's whole quota of " + kind.word()
                            + ". Split it into smaller ones.")
                    : new ProblemException(
                            Problem.of(
                                    HttpStatus.TOO_MANY_REQUESTS,
                                    "This key has used up its quota of " + kind.word() + " for now. Try again later."),
                            wait.get());
        }
    }

    static ProblemException forbidden(String detail) {
        return new ProblemException(Problem.of(HttpStatus.FORBIDDEN, detail));
    }
}
