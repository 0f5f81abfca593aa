package io.mailsender.access;

import io.mailsender.http.ClientAddress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/** Login with an API key other than in the header of a request: over SMTP, and to the console. Wrong keys are limited, counted and audited as over HTTP. */
@Singleton
public final class KeyLogin {

    private final KeyRing keys;
    private final FailedAuthenticationLimit failureLimit;
    private final Audit audit;
    private final Counter withoutKey;

    KeyLogin(KeyRing keys, FailedAuthenticationLimit failureLimit, Audit audit, MeterRegistry meters) {
        this.keys = keys;
        this.failureLimit = failureLimit;
        this.audit = audit;
        this.withoutKey = Counter.builder("mail.sender.requests.without.key")
                .description("Requests with a wrong API key or none")
                .register(meters);
    }

    /** Whether the daemon has keys, so that callers must present one. */
    public boolean isNeeded() {
        return !keys.isEmpty();
    }

    /**
     * Checks a key.
     *
     * @param required what it must be for
     * @param action for the audit log, such as {@code SMTP AUTH}
     * @param codes the codes of the protocol, for the audit log
     */
    public Result login(InetAddress client, String key, Scope required, String action, Codes codes) {
        Optional<Caller> found = keys.find(key);
        if (found.isEmpty()) {
            return refuse(client, action, codes);
        }
        Caller caller = found.get();
        boolean allowed = caller.has(required);
        record(caller, action, allowed ? "done" : "refused", allowed ? codes.accepted() : codes.refused(), client);
        return allowed ? new Accepted(caller) : new Forbidden(required);
    }

    /** The caller with what its key allows now; empty if the key has expired or was revoked, or cannot be checked now. */
    public Optional<Caller> renewed(Caller caller) {
        return keys.find(caller.key().hash());
    }

    /** The SHA-256 of the caller's key. @throws IllegalStateException if the daemon has no keys */
    public byte[] hash(Caller caller) {
        return caller.key().hash().bytes();
    }

    /** The caller with the key of this SHA-256; empty if it has expired or was revoked, or cannot be checked now. */
    public Optional<Caller> withHash(byte[] hash) {
        return keys.find(new KeyHash(hash));
    }

    /** The caller with the live key of this name; empty if there is none, or if it cannot be checked now. */
    public Optional<Caller> named(String name) {
        return keys.named(name);
    }

    /** Once an address is over the limit its logins are no longer audited: they would fill the disk. */
    private Result refuse(InetAddress client, String action, Codes codes) {
        boolean tooOften = failureLimit.isExceededBy(ClientAddress.limitKey(client));
        withoutKey.increment();
        // The key may be in the store, which cannot be read.
        if (keys.isStale()) {
            return new Unchecked();
        }
        if (tooOften) {
            return new Limited(Duration.ofMinutes(1).dividedBy(FailedAuthenticationLimit.PER_MINUTE));
        }
        audit.record("", action, "-", "refused", codes.refused(), client);
        return new Wrong();
    }

    private void record(Caller caller, String action, String outcome, int status, InetAddress client) {
        audit.record(caller.name(), action, "-", outcome, status, client);
    }

    /** Codes of a protocol. */
    public record Codes(int accepted, int refused) {}

    /** What came of a login. */
    public sealed interface Result {}

    /** The key is valid. */
    public record Accepted(Caller caller) implements Result {}

    /** The key is unknown, expired or revoked; callers do not learn which. */
    public record Wrong() implements Result {}

    /** The key is valid but lacks this scope. */
    public record Forbidden(Scope scope) implements Result {}

    /** Too many wrong keys came from this address. @param retryAfter when another try is worthwhile */
    public record Limited(Duration retryAfter) implements Result {}

    /** The store does not answer, so the key cannot be checked. */
    public record Unchecked() implements Result {}
}
