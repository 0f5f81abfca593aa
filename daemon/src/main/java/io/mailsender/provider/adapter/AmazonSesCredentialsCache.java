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
 * The credentials of the moment. Asking the chain may block for seconds (instance metadata, STS, a file), so it is asked on an
 * executor, ahead of time and once for everybody; who needs credentials that are known and valid gets them at once.
 */
final class AmazonSesCredentialsCache {

    private static final Logger LOG = LoggerFactory.getLogger(AmazonSesCredentialsCache.class);

    /** Why an attempt failed; the cause is in the log. */
    static final String MISSING =
            "no AWS credentials: none in the settings, and the default chain had none (see the log)";

    /** How often the chain is asked at least: a credentials file does not say when it will change. */
    private static final Duration RECHECK = Duration.ofMinutes(5);

    /** The SDK's providers renew credentials when they are asked within five minutes before they expire. */
    private static final Duration AHEAD = Duration.ofMinutes(4);

    /** While a renewal fails, every send would start another one. */
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
     * @param wait how long to wait for them
     * @return complete already where valid credentials are known; fails where none can be had
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

    /** SES does not take the ones that are known. */
    void forget() {
        known = null;
    }

    /** Goes on neither on the JDK's one timer thread nor, through a copy, at the cost of the others who wait. */
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
            LOG.warn("No AWS credentials: {}", e.getMessage());
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
