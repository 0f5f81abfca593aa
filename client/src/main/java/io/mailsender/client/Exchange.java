package io.mailsender.client;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mailsender.client.model.Problem;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;

/** One request to the daemon, and its answer read. What it does is the same for all operations of the generated API. */
final class Exchange {

    private static final ObjectMapper JSON = ApiClient.createDefaultObjectMapper();

    private final HttpClient http;
    private final String url;
    private final String apiKey;

    /**
     * @param apiKey null or empty for none
     * @param tls null for the runtime's default
     */
    Exchange(String url, String apiKey, SSLContext tls) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                // Over plain HTTP the JDK would ask every new connection for an upgrade to HTTP/2.
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(3));
        this.http = (tls == null ? builder : builder.sslContext(tls)).build();
        this.url = url;
        this.apiKey = apiKey;
    }

    RequestBuilder request(String method, String path) {
        return new RequestBuilder(JSON, url, apiKey, method, path);
    }

    <T> ApiResponse<T> send(HttpRequest request, TypeReference<T> type) throws ApiException {
        try {
            return read(request, http.send(request, BodyHandlers.ofByteArray()), type);
        } catch (IOException e) {
            throw noAnswer(request, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw noAnswer(request, e);
        }
    }

    <T> CompletableFuture<ApiResponse<T>> sendAsync(HttpRequest request, TypeReference<T> type) {
        return http.sendAsync(request, BodyHandlers.ofByteArray())
                .handle((response, failure) -> {
                    try {
                        if (failure != null) {
                            throw noAnswer(request, failure);
                        }
                        return CompletableFuture.completedFuture(read(request, response, type));
                    } catch (ApiException e) {
                        return CompletableFuture.<ApiResponse<T>>failedFuture(e);
                    }
                })
                .thenCompose(future -> future);
    }

    private static <T> ApiResponse<T> read(HttpRequest request, HttpResponse<byte[]> response, TypeReference<T> type)
            throws ApiException {
        int status = response.statusCode();
        if (status / 100 != 2) {
            String body = new String(response.body(), StandardCharsets.UTF_8);
            String detail = status / 100 == 3
                    ? "redirects to "
                            + response.headers().firstValue("Location").orElse("nowhere")
                    : Problems.read(body).map(Problem::getDetail).orElse("");
            throw new ApiException(status, (what(request) + status + " " + detail).strip(), response.headers(), body);
        }
        try {
            T data = response.body().length == 0 ? null : JSON.readValue(response.body(), type);
            if (data == null && type.getType() != Void.class) {
                throw new IOException("it is empty");
            }
            return new ApiResponse<>(status, response.headers().map(), data);
        } catch (IOException e) {
            String message = what(request) + status + ", but the answer cannot be read: " + e.getMessage();
            throw new ApiException(message, e, status, response.headers());
        }
    }

    private static ApiException noAnswer(HttpRequest request, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new ApiException(what(request) + "no answer: " + cause, cause, 0, null);
    }

    private static String what(HttpRequest request) {
        return request.method() + " " + request.uri() + ": ";
    }
}
