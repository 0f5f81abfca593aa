package io.mailsender.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.ApiDocument;
import io.mailsender.testing.ApiDocument.Operation;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.RawHttp;
import io.mailsender.testing.RawHttp.Request;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon fetches no URL from a request: tried with every field, parameter and header of the API. */
class NoUrlIsFetchedTest {

    private static final List<String> HEADERS = List.of(
            "Referer",
            "Origin",
            "Forwarded",
            "X-Forwarded-Host",
            "X-Original-URL",
            "Host",
            "Link",
            "Idempotency-Key",
            "Prefer",
            "Callback",
            "X-Callback-Url",
            "Content-Location",
            "From",
            "Via",
            "Profile",
            "SOAPAction",
            "traceparent");

    @TempDir
    Path directory;

    @Test
    void fetchesNoUrlFromARequest() throws Exception {
        ScriptedProvider provider = new ScriptedProvider("p");
        try (FaultyHttpServer server = FaultyHttpServer.start();
                TestDaemon daemon = TestDaemon.with(TestDaemon.sqlite(directory), provider);
                RawHttp http = new RawHttp(daemon.uri("/"), 10_000)) {
            String base = server.uri().toString().replaceAll("/$", "");
            for (String url : List.of(
                    base + "/x",
                    base.replace("127.0.0.1", "localhost") + "/x",
                    base.replace("http:", "") + "/x",
                    "jar:" + base + "/x!/y",
                    "<a href=\\\"" + base + "\\\"><img src=\\\"" + base + "\\\">",
                    "<!DOCTYPE x SYSTEM \\\"" + base + "\\\">",
                    "${jndi:ldap://" + server.uri().getAuthority() + "/x}")) {
                callAll(http, url);
            }

            assertThat(provider.calls())
                    .as("messages that reached the provider")
                    .isNotEmpty();
            assertThat(server.connections()).as("connections to " + base).isZero();
        }
    }

    private static void callAll(RawHttp http, String url) throws IOException {
        for (Operation operation : ApiDocument.read().operations()) {
            String path = operation.path().replaceAll("\\{[^}]*+}", encoded(url));
            String query = operation.parametersIn("query").stream()
                    .map(parameter -> parameter.name() + "=" + encoded(url))
                    .collect(Collectors.joining("&"));
            http.exchange(Request.of(operation.method(), path + "?" + query + "&url=" + encoded(url), json(), "{}"));
            for (String header : HEADERS) {
                http.exchange(Request.of(operation.method(), path, json(header + ": " + url.replace("\\", "")), "{}"));
            }
        }
        http.exchange(Request.of("GET", "/swagger-ui/index.html?url=" + encoded(url), List.of(), ""));
        for (String field : fields(url)) {
            http.exchange(Request.of("POST", "/send", json(), "{\"to\":[\"ann@example.com\"]," + field + "}"));
            http.exchange(Request.of("POST", "/send/batch", json(), "{\"messages\":[{" + field + "}]}"));
        }
    }

    private static List<String> fields(String url) {
        List<String> fields = new ArrayList<>();
        Stream.of(
                        "from",
                        "from_address",
                        "subject",
                        "text",
                        "html",
                        "on_unknown",
                        "send_at",
                        "url",
                        "template",
                        "callback_url",
                        "webhook")
                .forEach(name -> fields.add("\"" + name + "\":\"" + url + "\""));
        Stream.of("to", "cc", "bcc", "reply_to", "tags")
                .forEach(name -> fields.add("\"" + name + "\":[\"" + url + "\"]"));
        Stream.of("headers", "metadata").forEach(name -> fields.add("\"" + name + "\":{\"X-A\":\"" + url + "\"}"));
        fields.add("\"headers\":{\"List-Unsubscribe\":\"<" + url + ">\"}");
        Stream.of("filename", "content_type", "content_id", "content", "url", "path", "href")
                .forEach(name -> fields.add("\"attachments\":[{\"" + name + "\":\"" + url + "\"}]"));
        fields.add("\"attachments\":[{\"filename\":\"" + url + "\",\"content\":\"aGk=\"}]");
        return fields;
    }

    private static List<String> json(String... fields) {
        return Stream.concat(Stream.of("Content-Type: application/json"), Stream.of(fields))
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text.replace("\\", ""), StandardCharsets.UTF_8).replace("+", "%20");
    }
}
