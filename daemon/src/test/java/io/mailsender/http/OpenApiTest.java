package io.mailsender.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.ScriptedProvider;
import io.mailsender.testing.TestDaemon;
import io.mailsender.testing.TestDaemon.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    private static final Path BUILT = Path.of("target/classes/META-INF/swagger/openapi.yml");
    private static final Path PROMISED = Path.of("../openapi.yml");

    @Test
    void isUnchanged() throws IOException {
        if (Boolean.getBoolean("openapi.accept")) {
            Files.copy(BUILT, PROMISED, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }

        assertThat(Files.readString(BUILT))
                .as(
                        "the API changed; if that is intended, run ./mvnw -pl daemon test -Dtest=OpenApiTest -Dopenapi.accept=true")
                .isEqualTo(Files.readString(PROMISED));
    }

    @Test
    void servesTheDocumentAndAPageThatLoadsNothingElse() {
        try (TestDaemon daemon = TestDaemon.with(new ScriptedProvider("p"))) {
            Answer document = daemon.get("/openapi.yml");
            Answer root = daemon.get("/");
            Answer page = daemon.get("/swagger-ui/index.html");

            assertThat(document.status()).isEqualTo(200);
            assertThat(document.text()).startsWith("openapi: 3.1").contains("/send:", "/validation/{address}:");
            assertThat(root.status()).isBetween(301, 308);
            assertThat(root.header("Location")).isEqualTo("swagger-ui/");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.text()).doesNotContain("src=\"http", "href=\"http", "src='http", "href='http");
        }
    }
}
