package io.mailsender.provider;

import io.micronaut.core.io.buffer.ByteArrayBufferFactory;
import io.micronaut.http.ByteBodyHttpResponse;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpVersion;
import io.micronaut.http.MediaType;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.client.HttpVersionSelection;
import io.micronaut.http.client.RawHttpClient;
import io.micronaut.http.client.RawHttpClientRegistry;
import io.micronaut.http.client.exceptions.HttpClientException;
import io.micronaut.http.client.exceptions.ReadTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.ConnectException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
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

    /** How long a late answer is waited for: longer than any gateway in between waits for its origin (60 s is usual). */
    private static final Duration LISTEN_ON = Duration.ofMinutes(2);

    private static final ByteBodyFactory BODIES = ByteBodyFactory.createDefault(ByteArrayBufferFactory.INSTANCE);

    private static final HttpResult LATE = new HttpResult.NoAnswer("too late");

    private final RawHttpClient client;
    private final Duration listenOn;
    private final Set<Exchange> listening = ConcurrentHashMap.newKeySet();

    @Inject
    public ProviderHttp(RawHttpClientRegistry clients) {
        this(clients, LISTEN_ON);
    }

    /** @param listenOn how long a late answer is waited for, from the end of its timeout */
    ProviderHttp(RawHttpClientRegistry clients, Duration listenOn) {
        // HTTP/1.1 only: one request on a connection at a time, so that a broken connection concerns one message.
        this.client = clients.getRawClient(HttpVersionSelection.forLegacyVersion(HttpVersion.HTTP_1_1), CLIENT, null);
        this.listenOn = listenOn;
    }

    /**
     * As {@link #exchange(HttpRequest, byte[], Duration, Semaphore)}, for what does no harm where its answer gets lost: the
     * connection is closed when the time is up.
     */
    public CompletionStage<HttpResult> exchange(HttpRequest<?> request, byte[] body, Duration timeout) {
        return exchange(request, body, timeout, new Semaphore(0));
    }

    /**
     * @param timeout for the whole exchange, to the last byte of the answer
     * @param listeners how many exchanges, each with its connection, may wait for a late answer besides
     * @return completes normally, whatever happens, and on a thread that must not be blocked
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
     * Sends it to one address of its host; where there is no TCP connection to that one, to the next.
     *
     * @param failures why there was none to those that had their turn
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
                // However the client words that: it may have been told of it before it had the request in its hands.
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

    /** Ends the listening, where the daemon stops. */
    @PreDestroy
    void stop() {
        listening.forEach(exchange -> exchange.request.cancel());
    }

    private @Nullable CompletionStage<HttpResult> listenOn(Exchange exchange, Semaphore listeners) {
        // Nobody can have taken what has not left; and many who listen would keep many bodies.
        if (exchange.request.isStillSending() || !listeners.tryAcquire()) {
            exchange.request.cancel();
            return null;
        }
        listening.add(exchange);
        return await(exchange, listenOn, () -> {
                    exchange.request.cancel();
                    return new HttpResult.NoAnswer("no answer, and none later");
                })
                .whenComplete((what, never) -> {
                    listening.remove(exchange);
                    listeners.release();
                });
    }

    /** @param otherwise what becomes of it where there is no status line by then */
    private static CompletableFuture<HttpResult> await(
            Exchange exchange, Duration time, Supplier<HttpResult> otherwise) {
        CompletableFuture<HttpResult> inTime =
                exchange.answer.copy().completeOnTimeout(LATE, time.toNanos(), TimeUnit.NANOSECONDS);
        return inTime.thenCompose(what -> {
            if (what == LATE) {
                // Not on the JDK's one timer thread: whatever goes on from here would hold up every other timeout.
                return CompletableFuture.supplyAsync(
                        () -> exchange.statusAlone().orElseGet(otherwise));
            }
            if (!(what instanceof HttpResult.Answer read && read.body() != null)) {
                // Or an answer without end would be read for ever.
                exchange.request.cancel();
            }
            return CompletableFuture.completedFuture(what);
        });
    }

    /**
     * A request under way.
     *
     * @param head the status line and the headers
     * @param answer with the body
     */
    private record Exchange(
            CancellableRequest request, CompletableFuture<HttpResponse<?>> head, CompletableFuture<HttpResult> answer) {

        /** The status line is an answer already: it ends the exchange where the body is late. */
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
                    // The status line is an answer already: what follows it can only add the id.
                    result.complete(answer(response, failure == null ? body : null));
                    response.close();
                });
    }

    private static Charset charset(HttpResponse<?> response) {
        try {
            return response.getContentType().flatMap(MediaType::getCharset).orElse(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A charset that Java does not know; what is ASCII can be read all the same.
            return StandardCharsets.UTF_8;
        }
    }

    private static HttpResult.Answer answer(HttpResponse<?> response, @Nullable String body) {
        return new HttpResult.Answer(response.code(), response.getHeaders(), body);
    }

    private static HttpResult failed(Throwable failure) {
        Throwable e =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String message = String.valueOf(e.getMessage());
        // A proxy that makes no tunnel: until there is one, the client keeps the request to itself.
        if (e instanceof ConnectException || e.getCause() instanceof ProxyConnectException) {
            return new HttpResult.NotConnected(message);
        }
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
