package io.mailsender.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.Behaviours;
import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.FaultyHttpServer;
import io.mailsender.testing.RawHttp;
import io.mailsender.testing.RawHttp.Request;
import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text of callers and providers can neither begin a log line nor control a terminal, in either format. */
class LogInjectionTest {

    private static final String FORGED = "2026-01-01T00:00:00.000Z INFO  Application - forged";
    private static final List<String> EVIL = List.of(
            "\r\n" + FORGED,
            "\n" + FORGED,
            "\r" + FORGED,
            "\u0085" + FORGED,
            "\u2028" + FORGED,
            "\u001B[2J\u001B[31m forged",
            "\b\b\b forged",
            "\u202E forged",
            "\0 forged",
            "\"}\n{\"level\":\"INFO\",\"message\":\"forged\"}",
            "${jndi:ldap://127.0.0.1/forged}");

    @TempDir
    Path directory;

    @Test
    void everyTextLineIsTheDaemons() throws Exception {
        List<String> lines = linesOf("text");

        assertThat(lines)
                .allMatch(line -> line.matches("[0-9T:.-]{23}Z ((ERROR|WARN |INFO |DEBUG) [A-Za-z]+|audit) - .*"));
        assertThat(lines).anyMatch(line -> line.contains("throttled"));
        assertThat(lines).noneMatch(line -> line.contains("forged"));
    }

    @Test
    void everyJsonLineIsOneObject() throws Exception {
        try (var context =
                io.micronaut.context.ApplicationContext.run(Map.of("store.kind", "none", "order", List.of()))) {
            JsonMapper json = context.getBean(JsonMapper.class);
            List<String> lines = linesOf("json");

            for (String line : lines) {
                Map<String, Object> event = json.readValue(line, Argument.mapOf(String.class, Object.class));
                assertThat(event).as(line).containsKeys("@timestamp", "level", "log.level", "log.logger", "message");
                assertThat("audit".equals(event.get("log.logger"))).as(line).isEqualTo(event.containsKey("audit"));
                assertThat(String.valueOf(event.get("message"))).doesNotStartWith("forged");
            }
            assertThat(lines).anyMatch(line -> line.contains("throttled"));
            assertThat(lines).noneMatch(line -> line.contains("forged"));
        }
    }

    /** The log of a daemon whose callers and provider send hostile text wherever they can. */
    private List<String> linesOf(String format) throws Exception {
        Path config = directory.resolve(format + ".yml");
        Path log = directory.resolve(format + ".log");
        try (FaultyHttpServer mailgun = FaultyHttpServer.start()) {
            Files.writeString(config, """
                    server: {port: 0}
                    store: {kind: none}
                    logging: {format: %s, level: debug}
                    providers:
                      mg: {kind: mailgun, api-key: k, domain: example.com, from: a@example.com, endpoint: "%s"}
                    """.formatted(format, mailgun.uri()));
            try (DaemonProcess daemon = DaemonProcess.start(config, log)) {
                URI uri = daemon.awaitListening();
                try (RawHttp http = new RawHttp(uri, 10_000)) {
                    for (String evil : EVIL) {
                        mailgun.next(Behaviours.json(503, "{\"message\":\"" + escaped(evil) + "\"}"));
                        ask(http, evil);
                    }
                }
            }
        }
        return Files.readString(log).lines().toList();
    }

    private static void ask(RawHttp http, String evil) throws Exception {
        String encoded = URLEncoder.encode(evil, StandardCharsets.UTF_8).replace("+", "%20");
        List<String> json = List.of("Content-Type: application/json");
        assertThat(http.exchange(Request.of("POST", "/send", json, "{\"to\":[\"ann@example.com\"]}"))
                        .text())
                .contains("\"mg\"");
        String field = "\"" + escaped(evil) + "\"";
        http.exchange(Request.of("POST", "/send", json, "{\"to\":[" + field + "],\"subject\":" + field + "}"));
        http.exchange(Request.of("POST", "/send", json, "{" + field + ":1}"));
        http.exchange(Request.of("GET", "/" + encoded + "?" + encoded + "=" + encoded, json, ""));
        http.exchange(Request.of("GET", "/messages/" + encoded, json, ""));
        http.exchange(Request.of("POST", "/validation/" + encoded, json, ""));
        String visible = evil.replaceAll("[\r\n\0]", " ");
        http.exchange(Request.of("GET", "/providers", List.of("User-Agent: " + visible, "Accept: " + visible), ""));
        http.exchange(
                Request.of("GET", "/providers", List.of("Origin: " + visible, "Forwarded: for=\"" + visible), ""));
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars()
                .forEach(c ->
                        escaped.append(c < ' ' || c > '~' || c == '"' ? String.format("\\u%04x", c) : "" + (char) c));
        return escaped.toString();
    }
}
