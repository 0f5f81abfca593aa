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

/** A proxy that appends the user to what the browser sent lets nobody in, not even as one of "all others". */
class AppendedUserTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            X-Forwarded-User: ben                                        | 200
            X-Forwarded-User: ann                                        | 200
            X-Forwarded-User: ann, ben                                   | 403
            X-Forwarded-User: ben,ann                                    | 403
            X-Forwarded-User: ,ben                                       | 403
            X-Forwarded-User: CN=Ann,O=Example                           | 200
            X_Forwarded_User: ann                                        | 303
            X-Forwarded_User: ann                                        | 303
            """)
    void aListIsNobodysName(String header, int status) throws Exception {
        try (TestDaemon daemon = TestDaemon.with(
                Map.of(
                        "api-keys", Map.of("staff", TestKeys.hash("staff")),
                        "server.trusted-proxies", List.of("127.0.0.1"),
                        "console.user-header", "X-Forwarded-User",
                        "console.users", Map.of("ann", "staff", "CN=Ann,O=Example", "staff", "*", "staff")),
                new ScriptedProvider("p"))) {
            try (RawConnection proxy =
                    RawConnection.connect(daemon.uri("/")).send(head("GET", "/console/providers", header))) {
                assertThat(proxy.answer()).startsWith("HTTP/1.1 " + status);
            }
        }
    }
}
