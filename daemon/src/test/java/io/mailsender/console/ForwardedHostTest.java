package io.mailsender.console;

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
            127.0.0.1 | daemon.internal | http://ops.example:8443 | ops.example:8443                | 303
            127.0.0.1 | daemon.internal | http://ops.example:8443 | ops.example:8443, inner.example | 303
            127.0.0.1 | daemon.internal | http://ops.example:8443 | inner.example,ops.example:8443  | 403
            127.0.0.1 | daemon.internal | http://ops.example:8443 | ops.example                     | 403
            127.0.0.1 | daemon.internal | http://evil.example     | ops.example                     | 403
            127.0.0.1 | daemon.internal | http://evil.example     | ,evil.example                   | 403
            127.0.0.1 | daemon.internal | null                    | null                            | 403
            127.0.0.1 | daemon.internal | http://daemon.internal  |                                 | 303
            127.0.0.1 | ops.example     | https://ops.example     |                                 | 303
            192.0.2.1 | daemon.internal | http://evil.example     | evil.example                    | 403
            192.0.2.1 | daemon.internal | http://daemon.internal  | evil.example                    | 303
            127.0.0.1 | 127.0.0.1:8080  | http://ops.example:8443 | ops.example:8443                | 403
            127.0.0.1 |                 | null                    |                                 | 403
            """)
    void theFirstOfSeveralCounts(String trusted, String host, String origin, String forwarded, int status)
            throws Exception {
        String form = "key=staff";
        try (TestDaemon daemon = TestDaemon.with(
                Map.of("api-keys", Map.of("staff", TestKeys.hash("staff")), "server.trusted-proxies", List.of(trusted)),
                new ScriptedProvider("p"))) {
            String request = "POST /console/sign-in HTTP/1." + (host == null ? "0" : "1\r\nHost: " + host)
                    + "\r\nOrigin: " + origin
                    + (forwarded == null ? "" : "\r\nX-Forwarded-Host: " + forwarded)
                    + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                    + "\r\n\r\n";
            try (RawConnection client = RawConnection.connect(daemon.uri("/")).send(request + form)) {
                assertThat(client.answer()).matches("(?s)HTTP/1.[01] " + status + " .*");
            }
        }
    }
}
