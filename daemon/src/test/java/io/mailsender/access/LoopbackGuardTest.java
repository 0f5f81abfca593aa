package io.mailsender.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A daemon without keys serves only its own machine, and no client of a proxy on it. */
class LoopbackGuardTest {

    private static final TestDaemon DAEMON = TestDaemon.with(new ScriptedProvider("p"));

    @AfterAll
    static void stop() {
        DAEMON.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Host: localhost:8080                                  | 200
            Host: LOCALHOST                                       | 200
            Host: 127.0.0.1:9                                     | 200
            Host: [::1]:8080                                      | 200
            Host: evil.example                                    | 403
            Host: localhost.evil.example                          | 403
            Host: 127.0.0.1.evil.example:80                       | 403
            Host: [::2]                                           | 403
            Host: localhost\\r\\nX-Forwarded-For: 192.0.2.1       | 403
            Host: localhost\\r\\nForwarded: for=192.0.2.1         | 403
            Host: localhost\\r\\nX-Real-IP: 192.0.2.1             | 403
            Host: localhost\\r\\nVia: 1.1 proxy                   | 403
            """)
    void servesOnlyItsOwnMachine(String headers, int status) throws IOException {
        try (Socket socket =
                new Socket(DAEMON.uri("/").getHost(), DAEMON.uri("/").getPort())) {
            socket.getOutputStream()
                    .write(("GET /providers HTTP/1.1\r\nConnection: close\r\n"
                                    + headers.replace("\\r\\n", "\r\n").strip() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 " + status);
        }
    }
}
