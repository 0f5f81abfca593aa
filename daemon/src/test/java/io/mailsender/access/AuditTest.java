package io.mailsender.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.TestKeys;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log. */
class AuditTest {

    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-z]{32})\"");

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void recordsKeyActionOutcomeAndClientOnly() throws Exception {
        Path audit = directory.resolve("audit.log");
        Path config = Files.writeString(directory.resolve("config.yml"), """
                server: {port: 0}
                store: {file: %s}
                logging: {audit-file: %s}
                api-keys: {shop: %s, ops: {hash: %s, scopes: [admin]}}
                providers: {box: {kind: capture}}
                """.formatted(
                        directory.resolve("mail.db"), audit, TestKeys.hash("shop-key"), TestKeys.hash("ops-key")));
        try (DaemonProcess daemon = DaemonProcess.start(config, directory.resolve("log"))) {
            URI url = daemon.awaitListening();
            String mail = "{\"to\": [\"ann@example.com\"], \"subject\": \"Secret\", \"text\": \"Body\"}";
            String id = id(call(url, "shop-key", "POST", "/send", mail));
            String batch = "{\"messages\": [" + mail + ", {\"to\": []}]}";
            String ofBatch = id(call(url, "shop-key", "POST", "/send/batch", batch));
            call(url, "shop-key", "GET", "/messages/" + id, "");
            call(url, "shop-key", "POST", "/messages/" + id + "/resend", "");
            call(url, "shop-key", "GET", "/validation/ann@example.com", "");
            call(url, "shop-key", "GET", "/keys", "");
            call(url, "wrong-key", "POST", "/send", mail);
            call(url, "shop-key", "GET", "/messages/ann@example.com", "");
            String key = call(url, "ops-key", "POST", "/keys", "{\"name\": \"new\"}")
                    .body()
                    .replaceAll(".*\"id\":\"([a-z2-7]{12})\".*", "$1");
            call(url, "ops-key", "DELETE", "/keys/" + key, "");
            call(url, "shop-key", "POST", "/send", "{}");
            call(url, "shop-key", "GET", "/no/such/path/ann@example.com", "");

            List<String> lines = Files.readAllLines(audit);
            assertThat(lines)
                    .extracting(line -> line.substring("2026-01-01T00:00:00.000Z audit - ".length()))
                    .containsExactly(
                            line("shop", "POST /send", id, "sent", 200),
                            line("shop", "POST /send/batch", ofBatch, "accepted", 200),
                            line("shop", "POST /send/batch", "-", "refused", 200),
                            line("shop", "GET /messages/{id}", id, "done", 200),
                            line("shop", "POST /messages/{id}/resend", id, "refused", 409),
                            line("shop", "GET /validation/{address}", "-", "done", 200),
                            line("shop", "GET /keys", "-", "refused", 403),
                            line("-", "POST /send", "-", "refused", 401),
                            line("shop", "GET /messages/{id}", "-", "refused", 404),
                            line("ops", "POST /keys", key, "created", 201),
                            line("ops", "DELETE /keys/{id}", key, "done", 204),
                            line("shop", "POST /send", "-", "refused", 400),
                            line("shop", "GET -", "-", "refused", 404));
            assertThat(daemon.log()).doesNotContain("audit");
        }
    }

    @Test
    void goesToStandardOutputWithoutAFile() throws Exception {
        Path config = Files.writeString(directory.resolve("config.yml"), """
                server: {port: 0}
                store: {kind: none}
                logging: {format: json}
                providers: {box: {kind: capture}}
                """);
        Path log = directory.resolve("log");
        try (DaemonProcess daemon = DaemonProcess.start(config, log)) {
            URI url = awaitJson(daemon, log);
            call(url, "", "GET", "/providers", "");
            assertThat(Files.readString(log))
                    .contains("\"log.logger\":\"audit\"", "\"action\":\"GET /providers\"", "\"status\":\"200\"")
                    .doesNotContain("\"null\"");
        }
    }

    private static URI awaitJson(DaemonProcess daemon, Path log) throws Exception {
        Pattern listening = Pattern.compile("listening on (http:[^,]+),");
        for (int i = 0; i < 600; i++) {
            var found = listening.matcher(Files.readString(log).replace("\\/", "/"));
            if (found.find()) {
                return URI.create(found.group(1));
            }
            Thread.sleep(50);
        }
        throw new AssertionError(daemon.log());
    }

    private static String line(String key, String action, String id, String outcome, int status) {
        return "key=\"%s\" action=\"%s\" id=\"%s\" outcome=\"%s\" status=\"%d\" client=\"127.0.0.1\""
                .formatted(key, action, id, outcome, status);
    }

    private HttpResponse<String> call(URI url, String key, String method, String path, String body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(url.resolve(path))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String id(HttpResponse<String> response) {
        var id = ID.matcher(response.body());
        assertThat(id.find()).as(response.body()).isTrue();
        return id.group(1);
    }
}
