package io.mailsender.provider;

import io.mailsender.common.AsyncFailure;
import io.micronaut.core.io.buffer.ByteArrayBufferFactory;
import io.micronaut.http.ByteBodyHttpResponse;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpVersion;
import io.micronaut.http.MediaType;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.client.HttpVersionSelection;
import io.micronaut.http.client.RawHttpClient;
import io.micronaut.http.client.exceptions.HttpClientException;
import io.micronaut.http.client.exceptions.ReadTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import java.net.ConnectException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes one HTTP request. It never repeats a request, follows no redirect, limits the time for the whole exchange, and reads at most
 * 1 MiB of an answer. The {@code providers} client in application.yml configures it, and each provider gets the one for its network
 * ({@link ProviderHttpFactory}).
 */
public final class ProviderHttp {

    /** The client's configuration: {@code micronaut.http.services.providers}. */
    public static final String CLIENT = "providers";

    /** HTTP/1.1 only: a connection carries one request at a time, so a broken connection affects one message. */
    static final HttpVersionSelection VERSION = HttpVersionSelection.forLegacyVersion(HttpVersion.HTTP_1_1);

    /** How long a late answer is awaited: longer than gateways wait for their origin, which is usually 60 s. */
    private static final Duration LISTEN_ON = Duration.ofMinutes(2);

    private static final ByteBodyFactory BODIES = ByteBodyFactory.createDefault(ByteArrayBufferFactory.INSTANCE);

    private static final HttpResult LATE = new HttpResult.NoAnswer("too late");

    private final RawHttpClient client;
    private final Duration listenOn;
    private final Set<Exchange> listening = ConcurrentHashMap.newKeySet();

    ProviderHttp(RawHttpClient client) {
        this(client, LISTEN_ON);
    }

    /** @param listenOn how long a late answer is awaited, from the end of the timeout */
    ProviderHttp(RawHttpClient client, Duration listenOn) {
        this.client = client;
        this.listenOn = listenOn;
    }

    /**
     * Makes a request whose answer may get lost without harm: the connection is closed at the timeout, and no late answer is awaited.
     *
     * @see #exchange(HttpRequest, byte[], Duration, Semaphore)
     */
    public CompletionStage<HttpResult> exchange(HttpRequest<?> request, byte[] body, Duration timeout) {
        return exchange(request, body, timeout, new Semaphore(0));
    }

    /**
     * Makes a request, and waits in the background for an answer that comes after the timeout.
     *
     * @param timeout for the whole exchange, to the last byte of the answer
     * @param listeners a permit for each exchange that may await a late answer at the same time
     * @return completes normally, on a thread that must not be blocked
     */
    public CompletionStage<HttpResult> exchange(
            HttpRequest<?> request, byte[] body, Duration timeout, Semaphore listeners) {
        CompletableFuture<HttpResponse<?>> head = new CompletableFuture<>();
        CancellableRequest cancellable = new CancellableRequest(request, body, head::completeExceptionally);
        connect(cancellable, body, head, List.of());
        Exchange exchange = new Exchange(cancellable, head, new CompletableFuture<>());
        head.whenComplete((response, failure) -> {
            if (failure != null) {
                exchange.answer.complete(failed(failure));
            } else {
                readBody((ByteBodyHttpResponse<?>) response, exchange.answer);
            }
        });
        String time = "within " + timeout.toMillis() + " ms";
        return await(exchange, timeout, () -> {
            if (cancellable.cancelUnsent()) {
                return new HttpResult.NotConnected("no connection " + time);
            }
            return new HttpResult.NoAnswer("no answer " + time, listenOn(exchange, listeners));
        });
    }

    /**
     * Sends the request to the next address of its host, until a TCP connection succeeds.
     *
     * @param failures why the connections to earlier addresses failed
     */
    private void connect(
            CancellableRequest request, byte[] body, CompletableFuture<HttpResponse<?>> head, List<String> failures) {
        Mono.from(client.exchange(request, BODIES.adapt(body), null)).toFuture().whenComplete((response, failure) -> {
            if (response != null) {
                head.complete(response);
                return;
            }
            Optional<ConnectFailedException> noConnection = ConnectFailedException.in(failure);
            if (noConnection.isEmpty()) {
                // The client's own failure may not name the proxy, if the proxy refused before the client sent the
                // request.
                head.completeExceptionally(request.withoutTunnel().orElse(failure));
                return;
            }
            List<String> all = new ArrayList<>(failures);
            all.add(noConnection.get().getMessage());
            Optional<byte[]> unsent = request.unsent();
            if (unsent.isPresent() && all.size() < noConnection.get().addresses()) {
                connect(request, unsent.get(), head, all);
            } else {
                head.completeExceptionally(new ConnectException(String.join("; ", all)));
            }
        });
    }

    /** Stops waiting for late answers when the daemon stops. */
    void stop() {
        listening.forEach(exchange -> exchange.request.cancel());
    }

    private @Nullable CompletionStage<HttpResult> listenOn(Exchange exchange, Semaphore listeners) {
        // A request that has not left cannot have been accepted, and listening for it would keep its body in memory.
        if (exchange.request.isStillSending() || !listeners.tryAcquire()) {
            exchange.request.cancel();
            return null;
        }
        listening.add(exchange);
        return await(exchange, listenOn, () -> {
                    exchange.request.cancel();
                    return new HttpResult.NoAnswer("no answer, not even after the timeout");
                })
                .whenComplete((what, never) -> {
                    listening.remove(exchange);
                    listeners.release();
                });
    }

    /** @param otherwise the result if there is no status line by then */
    private static CompletableFuture<HttpResult> await(
            Exchange exchange, Duration time, Supplier<HttpResult> otherwise) {
        CompletableFuture<HttpResult> inTime =
                exchange.answer.copy().completeOnTimeout(LATE, time.toNanos(), TimeUnit.NANOSECONDS);
        return inTime.thenCompose(what -> {
            if (what == LATE) {
                // Not on the JDK's only timer thread: dependent stages would delay every other timeout.
                return CompletableFuture.supplyAsync(
                        () -> exchange.statusAlone().orElseGet(otherwise));
            }
            if (!(what instanceof HttpResult.Answer read && read.body() != null)) {
                // Otherwise an endless body would be read forever.
                exchange.request.cancel();
            }
            return CompletableFuture.completedFuture(what);
        });
    }

    /**
     * A running exchange.
     *
     * @param head the status line and the headers
     * @param answer the whole answer
     */
    private record Exchange(
            CancellableRequest request, CompletableFuture<HttpResponse<?>> head, CompletableFuture<HttpResult> answer) {

        /** The answer without its body, which ends the exchange; empty if there is no status line yet. */
        Optional<HttpResult> statusAlone() {
            if (!head.isDone() || head.isCompletedExceptionally()) {
                return Optional.empty();
            }
            request.cancel();
            return Optional.of(ProviderHttp.answer(head.join(), null));
        }
    }

    private static void readBody(ByteBodyHttpResponse<?> response, CompletableFuture<HttpResult> result) {
        response.byteBody()
                .buffer()
                .thenApply(whole -> whole.toString(charset(response)))
                .whenComplete((body, failure) -> {
                    // The status line alone is an answer; the body can only add the id.
                    result.complete(answer(response, failure == null ? body : null));
                    response.close();
                });
    }

    private static Charset charset(HttpResponse<?> response) {
        try {
            return response.getContentType().flatMap(MediaType::getCharset).orElse(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Java does not know the charset; ASCII characters are still readable.
            return StandardCharsets.UTF_8;
        }
    }

    private static HttpResult.Answer answer(HttpResponse<?> response, @Nullable String body) {
        return new HttpResult.Answer(response.code(), response.getHeaders(), body);
    }

    private static HttpResult failed(Throwable failure) {
        Throwable e = AsyncFailure.cause(failure);
        String message = String.valueOf(e.getMessage());
        // ProxyConnectException: the proxy refused the tunnel, and the client holds the request back until it is open.
        if (e.getCause() instanceof ProxyConnectException refusal) {
            return new HttpResult.NotConnected(ProxyRefusal.text(refusal));
        }
        if (e instanceof ConnectException) {
            return new HttpResult.NotConnected(message);
        }
        if (e instanceof TimeoutException) {
            return new HttpResult.NotConnected("no connection in time");
        }
        if (e instanceof ReadTimeoutException) {
            return new HttpResult.NoAnswer("no answer");
        }
        // The client uses these texts for connect and TLS failures, and for nothing else (ConnectionManager.wrapError).
        // If it changes them, a refused connection becomes Unknown, which is safe, and a test fails.
        return e instanceof HttpClientException
                        && (message.startsWith("Connect Error: ") || message.equals("Unknown connect error"))
                ? new HttpResult.NotConnected(message)
                : new HttpResult.NoAnswer(message);
    }
}
