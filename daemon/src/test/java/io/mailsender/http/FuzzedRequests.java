package io.mailsender.http;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailsender.testing.ApiDocument;
import io.mailsender.testing.ApiDocument.Operation;
import io.mailsender.testing.ApiDocument.Parameter;
import io.mailsender.testing.RawHttp.Request;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Requests by the OpenAPI document: valid ones, some of them corrupted in up to three places. */
final class FuzzedRequests {

    /** A key with every scope. */
    static final String KEY = "the-key-of-the-fuzzer";

    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get", "X-\u00e4");

    private static final List<String> PATHS = List.of(
            "/",
            "//",
            "/send/",
            "/SEND",
            "/send/../providers",
            "/send/%2e%2e/providers",
            "/messages/",
            "/messages/%",
            "/messages/%zz",
            "/messages/%ff%fe",
            "/messages/%00",
            "/messages/a%2fb",
            "/messages/..%2f..%2fetc%2fpasswd",
            "/validation/",
            "/validation/%",
            "/validation/%f0%9f%98%80@example.com",
            "/validation/a@b.example/x",
            "/validation/ann@example.com?x=%",
            "/swagger-ui/..%2f..%2fapplication.yml",
            "/swagger-ui/%2e%2e/x",
            "/captured",
            "/health",
            "/prometheus",
            "/env",
            "/beans",
            "/loggers",
            "/threaddump",
            "/send;jsessionid=1",
            "/send%00",
            "/\u00fc",
            "*",
            "http://elsewhere.example/providers",
            "/messages?%",
            "/messages?a=%zz&&=&=x",
            "/messages/%C0%AE%C0%AE");

    private static final List<String> FIELDS = List.of(
            "Content-Type: text/plain",
            "Content-Type: application/json; charset=utf-16",
            "Content-Type: /",
            "Content-Type: application/",
            "Content-Type: ;;;",
            "Content-Type: application/json;charset=nonsense",
            "Content-Type: multipart/form-data; boundary=x",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: application/xml",
            "Content-Type: */*",
            "Content-Type:",
            "Content-Type: application/problem+json",
            "Accept: nonsense",
            "Accept: text/html",
            "Accept: application/xml",
            "Accept: */*;q=x",
            "Accept: ;",
            "Accept: a/b;q=9e99",
            "Accept-Language: x-\u00e4-*;q=1e9",
            "Accept-Encoding: gzip;q=nan, *",
            "Accept-Charset: nonsense",
            "Prefer: respond-async",
            "Prefer: respond-async, wait=1",
            "Prefer: wait=-1, respond-async",
            "Prefer: respond-async; wait=99999999999999999999",
            "Prefer: ,,;;==",
            "Prefer: respond-async;wait=\u0661",
            "Idempotency-Key: fuzz",
            "Idempotency-Key:",
            "Idempotency-Key: \u00fc",
            "Idempotency-Key: " + "k".repeat(256),
            "Idempotency-Key: " + "k".repeat(257),
            "Idempotency-Key: ' OR 1=1 --",
            "Authorization: Bearer x",
            "Authorization: Basic %%%",
            "X-HTTP-Method-Override: DELETE",
            "Origin: https://evil.example",
            "Cookie: a=b; ;=",
            "Range: bytes=0-,-",
            "If-Modified-Since: never",
            "If-None-Match: *",
            "Expect: 100-continue",
            "Expect: nonsense",
            "Host: evil.example",
            "X-Forwarded-For: ', 1.2.3.4",
            "Forwarded: for=_x;host=\"",
            "Upgrade: h2c",
            "TE: trailers",
            "Content-Encoding: gzip",
            "Content-Encoding: nonsense",
            "Content-Language: \u00e4",
            "X-Long: " + "x".repeat(7_000),
            "Traceparent: 00-zz",
            "X-Request-Id: ${jndi:ldap://127.0.0.1/x}",
            "Date: yesterday",
            "From: <>");

    private final Random random;
    private final List<Operation> operations = ApiDocument.read().operations();
    private final Operation send = operations.stream()
            .filter(operation -> operation.path().equals("/send"))
            .findFirst()
            .orElseThrow();
    private final OddJson odd;

    FuzzedRequests(long seed) {
        this.random = new Random(seed);
        this.odd = new OddJson(random);
    }

    /** @param ids the ids of existing messages, so that some paths lead to one */
    Request next(List<String> ids) {
        // Most operations need a message that was sent.
        Operation operation = random.nextInt(4) == 0 ? send : pick(operations);
        String method = operation.method();
        String target = target(operation, ids);
        List<String> fields = new ArrayList<>();
        Map<String, Object> schema = operation.body();
        byte[] body = new byte[0];
        if (schema != null) {
            fields.add("Content-Type: application/json");
            Object json = odd.valid(schema, "");
            for (int i = random.nextInt(4); i > 0; i--) {
                json = odd.corrupt(json);
            }
            body = odd.write(json).getBytes(UTF_8);
        }
        switch (random.nextInt(16)) {
            case 0 -> method = pick(METHODS);
            case 1 -> target = pick(PATHS);
            case 2 -> body = corrupted(body);
            case 3 -> body = new byte[random.nextInt(300)];
            case 4 -> fields.clear();
            case 5 -> body = "x".repeat(random.nextInt(200_000)).getBytes(UTF_8);
            default -> {
                // Unchanged.
            }
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            String field = pick(FIELDS);
            fields.removeIf(other -> name(other).equals(name(field)));
            fields.add(field);
        }
        if (fields.stream().noneMatch(field -> name(field).equalsIgnoreCase("Authorization"))
                && random.nextInt(100) > 0) {
            fields.add("Authorization: Bearer " + KEY);
        }
        return Request.of(method, target, fields, body);
    }

    private String target(Operation operation, List<String> ids) {
        String path = operation.path();
        for (Parameter parameter : operation.parametersIn("path")) {
            String good = parameter.name().equals("id")
                    ? ids.isEmpty() ? "0123456789abcdef0123456789abcdef" : pick(ids)
                    : "ann" + random.nextInt(100) + "@example.com";
            String value = random.nextInt(3) > 0 ? good : encoded(odd.text());
            path = path.replace("{" + parameter.name() + "}", value);
        }
        List<String> query = new ArrayList<>();
        for (Parameter parameter : operation.parametersIn("query")) {
            if (random.nextInt(3) == 0) {
                query.add(parameter.name() + "=" + encoded(random.nextBoolean() ? odd.text() : good(parameter)));
            }
        }
        if (random.nextInt(20) == 0) {
            query.add(encoded(odd.text()) + "=" + encoded(odd.text()));
        }
        return path + (query.isEmpty() ? "" : "?" + String.join("&", query));
    }

    private String good(Parameter parameter) {
        return switch (parameter.name()) {
            case "status" -> pick(List.of("sent", "queued", "unknown", "cancelled"));
            case "recipient", "address" -> "ann@example.com";
            case "scope" -> pick(List.of("*", "fuzz", "other"));
            case "reason" -> pick(List.of("manual", "complaint"));
            case "lift_at_providers" -> pick(List.of("true", "false"));
            case "since", "until" ->
                pick(List.of(
                        "2026-01-01T00:00:00Z",
                        "2030-01-01T00:00:00Z",
                        "+1000000000-12-31T23:59:59.999999999Z",
                        "-1000000000-01-01T00:00:00Z"));
            case "cursor" ->
                pick(List.of(
                        "1-x",
                        "-",
                        "9223372036854775807-",
                        "-9223372036854775808-x",
                        "1\u0000-x",
                        "99999999999999999999-x"));
            case "limit" -> pick(List.of("1", "200", "0", "-1", "201", "2147483648", "1e3", "0x10", " 1", "\u0661"));
            default -> "tag";
        };
    }

    /** Usually below the longest request line of the server. */
    private static String encoded(String text) {
        String encoded = URLEncoder.encode(text, UTF_8).replace("+", "%20");
        return encoded.length() > 9_000 ? encoded.substring(0, 9_000) : encoded;
    }

    private byte[] corrupted(byte[] body) {
        String text = new String(body, UTF_8);
        return switch (random.nextInt(8)) {
            case 0 -> text.substring(0, random.nextInt(text.length() + 1)).getBytes(UTF_8);
            case 1 -> ("\ufeff" + text).getBytes(UTF_8);
            case 2 -> text.getBytes(UTF_16);
            case 3 -> text.getBytes(UTF_16LE);
            case 4 -> (text + text).getBytes(UTF_8);
            case 5 -> ("/* */" + text + "// x").getBytes(UTF_8);
            case 6 -> Base64.getEncoder().encode(body);
            default -> {
                byte[] flipped = body.clone();
                for (int i = 0; i < Math.min(3, flipped.length); i++) {
                    flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
                }
                yield flipped;
            }
        };
    }

    private static String name(String field) {
        return field.substring(0, field.indexOf(':'));
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
