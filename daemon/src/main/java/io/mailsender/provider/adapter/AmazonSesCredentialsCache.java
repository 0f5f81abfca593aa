package io.mailsender.provider.adapter;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Holds the current credentials. AWS's chain may block for seconds (instance metadata, STS, a file), so it is called on an executor,
 * before the credentials expire, and once for all waiting requests. Valid credentials are returned immediately.
 */
final class AmazonSesCredentialsCache {

    private static final Logger LOG = LoggerFactory.getLogger(AmazonSesCredentialsCache.class);

    /** The reply of an attempt without credentials. */
    static final String MISSING = "no AWS credentials, neither in the settings nor in AWS's default chain; see the log";

    /** The longest time between two calls of the chain: a credentials file may change at any time. */
    private static final Duration RECHECK = Duration.ofMinutes(5);

    /** When to renew before the expiry: the SDK's providers renew if they are called within the last five minutes. */
    private static final Duration AHEAD = Duration.ofMinutes(4);

    /** The shortest time between two calls of the chain, so that not every message starts one while renewal fails. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final AwsCredentialsProvider chain;
    private final Executor blocking;
    private final Clock clock;
    private volatile @Nullable Known known;
    private @Nullable CompletableFuture<AwsCredentialsIdentity> pending;

    AmazonSesCredentialsCache(AwsCredentialsProvider chain, Executor blocking, Clock clock) {
        this.chain = chain;
        this.blocking = blocking;
        this.clock = clock;
        if (chain instanceof StaticCredentialsProvider fixed) {
            known = Known.at(clock.instant(), fixed.resolveCredentials());
        }
    }

    /**
     * @param wait how long to wait for the chain
     * @return already complete if valid credentials are known; completes exceptionally if there are none
     */
    CompletionStage<AwsCredentialsIdentity> resolve(Duration wait) {
        Known last = known;
        Instant now = clock.instant();
        if (last != null && now.isBefore(last.askAgain)) {
            return CompletableFuture.completedFuture(last.identity);
        }
        CompletableFuture<AwsCredentialsIdentity> next = ask();
        return last != null && now.isBefore(last.expires)
                ? CompletableFuture.completedFuture(last.identity)
                : waitFor(next, wait);
    }

    /** Drops the known credentials, because SES does not accept them. */
    void forget() {
        known = null;
    }

    /** A copy, so that one timeout does not fail the others; asynchronous, to keep dependent stages off the JDK's only timer thread. */
    private static CompletionStage<AwsCredentialsIdentity> waitFor(
            CompletableFuture<AwsCredentialsIdentity> next, Duration wait) {
        return next.copy().orTimeout(wait.toNanos(), TimeUnit.NANOSECONDS).thenApplyAsync(Function.identity());
    }

    private synchronized CompletableFuture<AwsCredentialsIdentity> ask() {
        CompletableFuture<AwsCredentialsIdentity> current = pending;
        if (current == null || current.isDone()) {
            current = CompletableFuture.supplyAsync(this::askChain, blocking);
            pending = current;
        }
        return current;
    }

    private AwsCredentialsIdentity askChain() {
        try {
            AwsCredentialsIdentity identity = chain.resolveCredentials();
            known = Known.at(clock.instant(), identity);
            return identity;
        } catch (SdkException e) {
            LOG.warn("AWS credentials unavailable: {}", e.getMessage());
            throw e;
        }
    }

    private record Known(AwsCredentialsIdentity identity, Instant askAgain, Instant expires) {

        static Known at(Instant now, AwsCredentialsIdentity identity) {
            Instant expires = identity.expirationTime().orElse(Instant.MAX);
            Instant recheck = now.plus(RECHECK);
            Instant ahead = expires.minus(AHEAD);
            Instant askAgain = ahead.isBefore(recheck) ? ahead : recheck;
            Instant earliest = now.plus(PAUSE);
            return new Known(identity, askAgain.isBefore(earliest) ? earliest : askAgain, expires);
        }
    }
}
