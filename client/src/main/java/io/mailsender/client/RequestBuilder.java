package io.mailsender.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.StringJoiner;

/** Puts a request together from an operation's parameters. Those that are null are left out. */
final class RequestBuilder {

    /** A little above the daemon's own deadline of 30 s, so that its answer comes first. */
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    private final HttpRequest.Builder request = HttpRequest.newBuilder().timeout(TIMEOUT);
    private final StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    private final ObjectMapper json;
    private final String url;
    private final String method;
    private String path;
    private BodyPublisher body = BodyPublishers.noBody();

    RequestBuilder(ObjectMapper json, String url, String apiKey, String method, String path) {
        this.json = json;
        this.url = url;
        this.method = method;
        this.path = path;
        request.header("Accept", "application/json, application/problem+json");
        request.header(
                "User-Agent", "mail-sender-client (Java " + Runtime.version().feature() + ")");
        if (apiKey != null && !apiKey.isEmpty()) {
            request.header("Authorization", "Bearer " + apiKey);
        }
    }

    RequestBuilder path(String name, Object value) throws ApiException {
        if (value == null) {
            throw new ApiException(name + " is null");
        }
        path = path.replace("{" + name + "}", ApiClient.urlEncode(ApiClient.valueToString(value)));
        return this;
    }

    /** A list becomes one parameter of that name for each of its values, as is OpenAPI's default. */
    RequestBuilder query(String name, Object value) {
        if (value instanceof Iterable<?> values) {
            values.forEach(each -> query(name, each));
        } else if (value != null) {
            query.add(ApiClient.urlEncode(name) + "=" + ApiClient.urlEncode(ApiClient.valueToString(value)));
        }
        return this;
    }

    RequestBuilder header(String name, Object value) {
        if (value != null) {
            request.header(name, ApiClient.valueToString(value));
        }
        return this;
    }

    RequestBuilder body(Object value) throws ApiException {
        if (value == null) {
            throw new ApiException("the request is null");
        }
        try {
            body = BodyPublishers.ofByteArray(json.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new ApiException(e);
        }
        request.header("Content-Type", "application/json");
        return this;
    }

    /** Of an operation that can do without: {@code null} is no body. */
    RequestBuilder optionalBody(Object value) throws ApiException {
        return value == null ? this : body(value);
    }

    HttpRequest build() {
        return request.uri(URI.create(url + path + query)).method(method, body).build();
    }
}
