package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailsender.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

class AmazonSesCredentialsCacheTest {

    private static final Duration WAIT = Duration.ofSeconds(20);

    private final SettableClock clock = new SettableClock();
    private final Instant start = clock.instant();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final AtomicInteger asked = new AtomicInteger();
    private @Nullable Instant expires;
    private boolean broken;

    private final AmazonSesCredentialsCache credentials = new AmazonSesCredentialsCache(this::chain, tasks::add, clock);

    @Test
    void callsTheChainOnTheExecutorAndOnceForAll() {
        CompletableFuture<AwsCredentialsIdentity> first = resolve();
        CompletableFuture<AwsCredentialsIdentity> second = resolve();
        assertThat(first).isNotDone();
        assertThat(asked).hasValue(0);
        runTasks();
        assertThat(first.join().accessKeyId()).isEqualTo("key-1");
        assertThat(second.join().accessKeyId()).isEqualTo("key-1");
    }

    @Test
    void returnsFixedCredentialsImmediately() {
        know();
        assertThat(resolve()).isCompletedWithValueMatching(i -> i.accessKeyId().equals("key-1"));
        assertThat(tasks).isEmpty();
    }

    @Test
    void renewsAheadOfTimeWithoutDelay() {
        expires = start.plus(Duration.ofHours(1));
        know();
        clock.advance(Duration.ofMinutes(57));
        expires = start.plus(Duration.ofHours(2));
        assertThat(resolve()).isCompletedWithValueMatching(i -> i.accessKeyId().equals("key-1"));
        assertThat(resolve()).isCompletedWithValueMatching(i -> i.accessKeyId().equals("key-1"));
        assertThat(tasks).hasSize(1);
        runTasks();
        assertThat(resolve()).isCompletedWithValueMatching(i -> i.accessKeyId().equals("key-2"));
    }

    @Test
    void neverUsesExpiredCredentials() {
        expires = start.plus(Duration.ofHours(1));
        know();
        clock.advance(Duration.ofHours(1));
        CompletableFuture<AwsCredentialsIdentity> late = resolve();
        assertThat(late).isNotDone();
        runTasks();
        assertThat(late.join().accessKeyId()).isEqualTo("key-2");
    }

    @Test
    void checksAgainIfTheyDoNotExpire() {
        know();
        clock.advance(Duration.ofMinutes(5));
        assertThat(resolve()).isCompletedWithValueMatching(i -> i.accessKeyId().equals("key-1"));
        runTasks();
        assertThat(resolve()).isCompletedWithValueMatching(i -> i.accessKeyId().equals("key-2"));
    }

    @Test
    void usesTheOldCredentialsWhileRenewalFails() {
        know();
        clock.advance(Duration.ofMinutes(5));
        broken = true;
        resolve();
        runTasks();
        assertThat(resolve()).isCompletedWithValueMatching(i -> i.accessKeyId().equals("key-1"));
    }

    @Test
    void callsTheChainAgainAfterARefusal() {
        know();
        credentials.forget();
        CompletableFuture<AwsCredentialsIdentity> next = resolve();
        assertThat(next).isNotDone();
        runTasks();
        assertThat(next.join().accessKeyId()).isEqualTo("key-2");
    }

    @Test
    void failsWithoutCredentialsAndAsksAgain() {
        broken = true;
        CompletableFuture<AwsCredentialsIdentity> none = resolve();
        runTasks();
        assertThatThrownBy(none::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(SdkClientException.class);
        broken = false;
        CompletableFuture<AwsCredentialsIdentity> next = resolve();
        runTasks();
        assertThat(next.join().accessKeyId()).isEqualTo("key-2");
    }

    @Test
    void doesNotWaitForever() {
        CompletableFuture<AwsCredentialsIdentity> hasty =
                credentials.resolve(Duration.ofMillis(1)).toCompletableFuture();
        CompletableFuture<AwsCredentialsIdentity> patient = resolve();
        assertThatThrownBy(hasty::join).hasCauseInstanceOf(TimeoutException.class);
        assertThat(patient).isNotDone();
        runTasks();
        assertThat(patient.join().accessKeyId()).isEqualTo("key-1");
    }

    private CompletableFuture<AwsCredentialsIdentity> resolve() {
        return credentials.resolve(WAIT).toCompletableFuture();
    }

    private void know() {
        CompletableFuture<AwsCredentialsIdentity> first = resolve();
        runTasks();
        first.join();
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private AwsCredentials chain() {
        int n = asked.incrementAndGet();
        if (broken) {
            throw SdkClientException.create("Unable to load credentials");
        }
        return AwsSessionCredentials.builder()
                .accessKeyId("key-" + n)
                .secretAccessKey("secret")
                .sessionToken("token")
                .expirationTime(expires)
                .build();
    }
}
