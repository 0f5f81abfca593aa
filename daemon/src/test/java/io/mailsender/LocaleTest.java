package io.mailsender;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.DaemonProcess;
import io.mailsender.testing.ScriptedSmtpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon in the locale C, as under cron and in many containers. */
class LocaleTest {

    @Test
    void sendsThePasswordAndTheMailUnchanged(@TempDir Path directory) throws Exception {
        String password = "p\u00e4\u00a7\u00df\u20acx";
        try (ScriptedSmtpServer server = ScriptedSmtpServer.answering(command -> command.startsWith("EHLO")
                ? "250-localhost\r\n250 AUTH PLAIN\r\n"
                : ScriptedSmtpServer.usual(command))) {
            Path config = Files.writeString(directory.resolve("config.yml"), """
                    server: {port: 0}
                    store: {kind: none}
                    providers:
                      relay: {kind: smtp, host: 127.0.0.1, port: %d, tls: none, username: m\u00fcller, password: %s, from: a@example.org}
                    """.formatted(server.port(), password));
            config.toFile().setReadable(false, false);
            config.toFile().setReadable(true, true);
            try (DaemonProcess daemon =
                    DaemonProcess.start(config, directory.resolve("log"), Map.of("LC_ALL", "C", "LANG", "C"))) {
                URI url = daemon.awaitListening();
                int status = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(url.resolve("/send"))
                                        .header("Content-Type", "application/json")
                                        .POST(
                                                BodyPublishers.ofString(
                                                        "{\"to\":[\"b@example.org\"],\"subject\":\"Gr\u00fc\u00dfe\",\"text\":\"\u20ac\"}"))
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode();
                assertThat(status).as(daemon.log()).isEqualTo(200);
            }
            String plain = Base64.getEncoder().encodeToString(("\0m\u00fcller\0" + password).getBytes(UTF_8));
            assertThat(server.commands("AUTH")).containsExactly("AUTH PLAIN " + plain);
            assertThat(server.messages())
                    .singleElement()
                    .asString()
                    .contains("=?UTF-8?B?R3LDvMOfZQ==?=", "\r\n4oKs\r\n");
        }
    }
}
