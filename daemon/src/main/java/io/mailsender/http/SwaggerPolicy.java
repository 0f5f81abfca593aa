package io.mailsender.http;

import io.micronaut.context.annotation.Requires;
import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The Content-Security-Policy of the Swagger UI: it may run its own scripts and call this daemon. The inline script of its page is
 * allowed by its hash, and no other one is.
 */
@ServerFilter({"/swagger-ui", "/swagger-ui/**"})
@Requires(property = "server.swagger-ui", notEquals = "false")
final class SwaggerPolicy {

    private static final String PAGE = "classpath:META-INF/swagger/views/swagger-ui/index.html";

    private final String policy;

    SwaggerPolicy(ResourceResolver resources) throws IOException {
        try (InputStream page = resources.getResourceAsStream(PAGE).orElseThrow()) {
            String html = new String(page.readAllBytes(), StandardCharsets.UTF_8);
            String script = html.substring(html.indexOf("<script>") + "<script>".length(), html.indexOf("</script>"));
            policy = "default-src 'none'; script-src 'self' 'sha256-"
                    + Base64.getEncoder().encodeToString(Sha256.of(script))
                    // Swagger UI sets styles from its scripts and draws with data: images.
                    + "'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'";
        }
    }

    @ResponseFilter
    void policy(MutableHttpResponse<?> response) {
        response.header("Content-Security-Policy", policy);
    }
}
