package io.mailsender.console;

import static io.mailsender.testing.RawConnection.head;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.RawConnection;
import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestKeys;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over clear text a form counts if its Origin is the host that the browser asked for, whatever the proxies make of it. */
class ForwardedHostTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            127.0.0.1 | http://ops.example:8443 | ops.example:8443                | 303
            127.0.0.1 | http://ops.example:8443 | ops.example:8443, inner.example | 303
            127.0.0.1 | http://ops.example:8443 | inner.example,ops.example:8443  | 403
            127.0.0.1 | http://ops.example:8443 | ops.example                     | 403
            127.0.0.1 | http://evil.example     | ops.example                     | 403
            127.0.0.1 | http://evil.example     | ,evil.example                   | 403
            127.0.0.1 | null                    | null                            | 403
            127.0.0.1 | http://localhost        |                                 | 303
            192.0.2.1 | http://evil.example     | evil.example                    | 403
            192.0.2.1 | http://localhost        | evil.example                    | 303
            """)
    void theFirstOfSeveralCounts(String trusted, String origin, String forwarded, int status) throws Exception {
        String form = "key=staff";
        try (TestDaemon daemon = TestDaemon.with(
                Map.of("api-keys.staff", TestKeys.hash("staff"), "server.trusted-proxies", List.of(trusted)),
                new ScriptedProvider("p"))) {
            String request = head(
                    "POST",
                    "/console/sign-in",
                    "Origin: " + origin,
                    forwarded == null ? "X-None: 1" : "X-Forwarded-Host: " + forwarded,
                    "Content-Type: application/x-www-form-urlencoded",
                    "Content-Length: " + form.length());
            try (RawConnection client = RawConnection.connect(daemon.uri("/")).send(request + form)) {
                assertThat(client.answer()).startsWith("HTTP/1.1 " + status);
            }
        }
    }
}
