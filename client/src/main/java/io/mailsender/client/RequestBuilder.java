package io.mailsender.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** Builds a request from an operation's parameters, without those that are null. */
final class RequestBuilder {

    private final HttpRequest.Builder request = HttpRequest.newBuilder();
    private final StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
    private final ObjectMapper json;
    private final String url;
    private final String method;
    private String path;
    private byte[] body = {};

    RequestBuilder(ObjectMapper json, String url, String apiKey, String method, String path) {
        this.json = json;
        this.url = url;
        this.method = method;
        this.path = path;
        // With HTTP/2 the JDK would ask for an upgrade on every new plain connection.
        request.version(HttpClient.Version.HTTP_1_1);
        request.header("Accept", "application/json, application/problem+json, text/csv, message/rfc822");
        request.header(
                "User-Agent", "mail-sender-client (Java " + Runtime.version().feature() + ")");
        if (apiKey != null && !apiKey.isEmpty()) {
            request.header("Authorization", "Bearer " + apiKey);
        }
    }

    RequestBuilder path(String name, Object value) throws ApiException {
        if (value == null) {
            throw new ApiException(name + " is null", null);
        }
        path = path.replace("{" + name + "}", encode(value));
        return this;
    }

    /** A list becomes one parameter for each of its values, which is OpenAPI's default. */
    RequestBuilder query(String name, Object value) {
        if (value instanceof Iterable<?> values) {
            values.forEach(each -> query(name, each));
        } else if (value != null) {
            query.add(encode(name) + "=" + encode(value));
        }
        return this;
    }

    RequestBuilder header(String name, Object value) {
        if (value != null) {
            request.header(name, JsonFormat.text(value));
        }
        return this;
    }

    RequestBuilder body(Object value) throws ApiException {
        if (value == null) {
            throw new ApiException("the request is null", null);
        }
        if (value instanceof byte[] file) {
            // The API takes no other file than one of addresses.
            body = file.clone();
            request.header("Content-Type", "text/csv");
            return this;
        }
        try {
            body = json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new ApiException("the request cannot be written as JSON: " + e.getMessage(), e);
        }
        request.header("Content-Type", "application/json");
        return this;
    }

    /** For an operation whose body is optional; {@code null} for none. */
    RequestBuilder optionalBody(Object value) throws ApiException {
        return value == null ? this : body(value);
    }

    Request build() {
        RequestBody publisher = new RequestBody(body);
        return new Request(
                request.uri(URI.create(url + path + query))
                        .method(method, publisher)
                        .build(),
                publisher);
    }

    private static String encode(Object value) {
        return URLEncoder.encode(JsonFormat.text(value), StandardCharsets.UTF_8).replace("+", "%20");
    }
}
