package io.mailsender.provider;

import io.micronaut.core.io.buffer.ByteArrayBufferFactory;
import io.micronaut.http.ByteBodyHttpResponse;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpVersion;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.client.HttpVersionSelection;
import io.micronaut.http.client.RawHttpClient;
import io.micronaut.http.client.RawHttpClientRegistry;
import io.micronaut.http.client.exceptions.HttpClientException;
import io.micronaut.http.client.exceptions.ReadTimeoutException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes one HTTP request and says what became of it. It never repeats a request, follows no redirect, waits no longer than it was
 * told for the whole exchange, and reads at most 1 MiB of an answer (the {@code providers} client in application.yml).
 */
@Singleton
public final class ProviderHttp {

    /** The client's configuration: {@code micronaut.http.services.providers}. */
    public static final String CLIENT = "providers";

    private static final ByteBodyFactory BODIES = ByteBodyFactory.createDefault(ByteArrayBufferFactory.INSTANCE);

    private static final HttpResult LATE = new HttpResult.NoAnswer("too late");

    private final RawHttpClient client;

    @Inject
    public ProviderHttp(RawHttpClientRegistry clients) {
        // HTTP/1.1 only: one request on a connection at a time, so that a broken connection concerns one message.
        this(clients.getRawClient(HttpVersionSelection.forLegacyVersion(HttpVersion.HTTP_1_1), CLIENT, null));
    }

    ProviderHttp(RawHttpClient client) {
        this.client = client;
    }

    /**
     * @param timeout for the whole exchange, to the last byte of the answer
     * @return completes normally, whatever happens, and on a thread that must not be blocked
     */
    public CompletionStage<HttpResult> exchange(HttpRequest<?> request, byte[] body, Duration timeout) {
        CompletableFuture<HttpResult> answer =
                new CompletableFuture<HttpResult>().completeOnTimeout(LATE, timeout.toNanos(), TimeUnit.NANOSECONDS);
        CancellableRequest cancellable = new CancellableRequest(request);
        CompletableFuture<? extends HttpResponse<?>> head = Mono.from(
                        client.exchange(cancellable, BODIES.adapt(body), null))
                .toFuture();
        head.whenComplete((response, failure) -> {
            if (failure != null) {
                answer.complete(failed(failure));
            } else {
                readBody((ByteBodyHttpResponse<?>) response, answer);
            }
        });
        return answer.thenCompose(what -> {
            if (what == LATE) {
                // Not on the JDK's one timer thread: whatever goes on from here would hold up every other timeout.
                return CompletableFuture.supplyAsync(() -> atDeadline(head, cancellable, timeout));
            }
            if (!(what instanceof HttpResult.Answer read && read.body() != null)) {
                // Or an answer without end would be read for ever.
                cancellable.cancel();
            }
            return CompletableFuture.completedFuture(what);
        });
    }

    private static void readBody(ByteBodyHttpResponse<?> response, CompletableFuture<HttpResult> result) {
        response.byteBody()
                .buffer()
                .thenApply(whole -> whole.toString(StandardCharsets.UTF_8))
                .whenComplete((body, failure) -> {
                    // The status line is an answer already: what follows it can only add the id.
                    result.complete(answer(response, failure == null ? body : null));
                    response.close();
                });
    }

    private static HttpResult atDeadline(
            CompletableFuture<? extends HttpResponse<?>> head, CancellableRequest request, Duration timeout) {
        if (head.isDone() && !head.isCompletedExceptionally()) {
            request.cancel();
            return answer(head.join(), null);
        }
        return request.cancel()
                ? new HttpResult.NoAnswer("no answer within " + timeout.toMillis() + " ms")
                : new HttpResult.NotConnected("no connection within " + timeout.toMillis() + " ms");
    }

    private static HttpResult.Answer answer(HttpResponse<?> response, @Nullable String body) {
        return new HttpResult.Answer(response.code(), response.getHeaders(), body);
    }

    private static HttpResult failed(Throwable failure) {
        Throwable e =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String message = String.valueOf(e.getMessage());
        if (e instanceof TimeoutException) {
            return new HttpResult.NotConnected("no connection in time");
        }
        if (e instanceof ReadTimeoutException) {
            return new HttpResult.NoAnswer("no answer");
        }
        // The client words failures to connect, TLS included, this way and no others (ConnectionManager.wrapError).
        // Should it change its words, a refused connection becomes Unknown, which is the safe side to err on; a test
        // would tell.
        return e instanceof HttpClientException
                        && (message.startsWith("Connect Error: ") || message.equals("Unknown connect error"))
                ? new HttpResult.NotConnected(message)
                : new HttpResult.NoAnswer(message);
    }
}
