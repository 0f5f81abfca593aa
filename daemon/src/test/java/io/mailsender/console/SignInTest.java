package io.mailsender.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sees the console, and from where a form is accepted. */
class SignInTest {

    @TempDir
    Path directory;

    private final ScriptedProvider provider = new ScriptedProvider("p");

    @Test
    void withoutKeysItIsOpenOnLoopback() {
        try (TestDaemon daemon = TestDaemon.with(provider)) {
            Answer page = daemon.get("/console/providers");

            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(page.header("Content-Security-Policy"))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(page.header("Referrer-Policy"))
                    .as("else forms have no origin")
                    .isEqualTo("same-origin");
            assertThat(page.header("Cache-Control")).contains("no-store");
            assertThat(page.text()).contains("<h1>Providers</h1>").doesNotContain("Sign out");
        }
    }
}
