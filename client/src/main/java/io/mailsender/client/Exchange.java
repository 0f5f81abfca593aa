package io.mailsender.client;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailsender.client.model.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/** Makes a request to the daemon and reads its answer, for every operation of the generated API. */
final class Exchange {

    private static final ObjectMapper JSON = JsonFormat.newMapper();

    private final HttpClient http;
    private final String url;
    private final String apiKey;
    private final Duration timeout;

    /** @param apiKey null or empty for none */
    Exchange(HttpClient http, String url, String apiKey, Duration timeout) {
        this.http = http;
        this.url = url;
        this.apiKey = apiKey;
        this.timeout = timeout;
    }

    RequestBuilder request(String method, String path) {
        return new RequestBuilder(JSON, url, apiKey, method, path);
    }

    <T> ApiResponse<T> send(Request request, TypeReference<T> type) throws ApiException {
        CompletableFuture<HttpResponse<byte[]>> call = call(request);
        try {
            return read(request, call.get(timeout.toNanos(), TimeUnit.NANOSECONDS), type);
        } catch (ExecutionException e) {
            throw noAnswer(request, e.getCause());
        } catch (TimeoutException e) {
            call.cancel(true);
            throw noAnswer(request, e);
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw noAnswer(request, e);
        }
    }

    <T> CompletableFuture<ApiResponse<T>> sendAsync(Request request, TypeReference<T> type) {
        CompletableFuture<HttpResponse<byte[]>> call = call(request);
        return call.copy()
                .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .handle((response, failure) -> {
                    try {
                        if (failure != null) {
                            call.cancel(true);
                            throw noAnswer(request, failure);
                        }
                        return CompletableFuture.completedFuture(read(request, response, type));
                    } catch (ApiException e) {
                        return CompletableFuture.<ApiResponse<T>>failedFuture(e);
                    }
                })
                .thenCompose(future -> future);
    }

    /** The JDK's own timeout is not used: it ends with the answer's head, and the body may never come. */
    private CompletableFuture<HttpResponse<byte[]>> call(Request request) {
        return http.sendAsync(request.http(), BodyHandlers.ofByteArray());
    }

    private static <T> ApiResponse<T> read(Request request, HttpResponse<byte[]> response, TypeReference<T> type)
            throws ApiException {
        int status = response.statusCode();
        HttpHeaders headers = response.headers();
        if (status / 100 != 2) {
            String body = new String(response.body(), StandardCharsets.UTF_8);
            String detail = status / 100 == 3
                    ? "redirects to " + headers.firstValue("Location").orElse("nowhere")
                            + "; the client follows no redirects"
                    : ProblemReader.read(body).map(Problem::getDetail).orElse("");
            String message = (what(request.http()) + status + " " + detail).strip();
            throw ApiException.answered(message, null, status, headers, body);
        }
        try {
            T data = response.body().length == 0 ? null : data(response.body(), type);
            if (data == null && type.getType() != Void.class) {
                throw new IOException("the body is empty");
            }
            return new ApiResponse<>(status, headers.map(), data);
        } catch (IOException e) {
            String message = what(request.http()) + status + ", but the answer cannot be read: " + e.getMessage();
            throw ApiException.answered(message, e, status, headers, null);
        }
    }

    /** A file is a string or bytes as it is, not JSON. */
    @SuppressWarnings("unchecked") // the type is T
    private static <T> T data(byte[] body, TypeReference<T> type) throws IOException {
        if (type.getType() == byte[].class) {
            return (T) body;
        }
        return type.getType() == String.class
                ? (T) new String(body, StandardCharsets.UTF_8)
                : JSON.readValue(body, type);
    }

    private ApiException noAnswer(Request request, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof TimeoutException) {
            cause = new HttpTimeoutException("none within " + timeout.toMillis() + " ms");
        }
        // A peer that fails the handshake has processed no request, although with TLS 1.3 one may have left by then.
        boolean noConnection = cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException;
        boolean left = request.body().left() && !noConnection;
        return ApiException.noAnswer(what(request.http()) + "no answer: " + cause, cause, left);
    }

    private static String what(HttpRequest request) {
        return request.method() + " " + request.uri() + ": ";
    }
}
