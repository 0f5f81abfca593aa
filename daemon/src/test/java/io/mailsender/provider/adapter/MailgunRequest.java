package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.testing.FaultyHttpServer.Request;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** A request to Mailgun, parsed by an independent parser (Angus Mail) and checked against Mailgun's OpenAPI description. */
record MailgunRequest(String path, List<Part> parts) {

    record Part(
            String name,
            @Nullable String filename,
            @Nullable String contentType,
            byte[] content) {
        String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    static MailgunRequest read(Request request) throws IOException, MessagingException {
        MimeMultipart form = new MimeMultipart(new ByteArrayDataSource(request.body(), request.header("content-type")));
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < form.getCount(); i++) {
            BodyPart part = form.getBodyPart(i);
            assertThat(part.getHeader("Content-Disposition")).hasSize(1);
            ContentDisposition disposition = new ContentDisposition(utf8(part.getHeader("Content-Disposition")[0]));
            assertThat(disposition.getDisposition()).isEqualTo("form-data");
            String[] type = part.getHeader("Content-Type");
            try (InputStream content = part.getInputStream()) {
                parts.add(new Part(
                        disposition.getParameter("name"),
                        disposition.getParameter("filename"),
                        type == null ? null : type[0],
                        content.readAllBytes()));
            }
        }
        return new MailgunRequest(request.path(), parts);
    }

    List<String> names() {
        return parts.stream().map(Part::name).distinct().toList();
    }

    List<Part> all(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).toList();
    }

    List<String> values(String name) {
        return all(name).stream().map(Part::text).toList();
    }

    String value(String name) {
        assertThat(values(name)).as(name).hasSize(1);
        return values(name).get(0);
    }

    /** Checks path, field names, required fields and enumerations against Mailgun's description. */
    void assertDescribed(String domain) throws IOException {
        Map<String, Object> schema = schema(path.replace("/" + domain + "/", "/{domain_name}/"));
        Map<String, Object> properties = child(schema, "properties");
        for (Part part : parts) {
            // The description has one example of each prefix with free names.
            String name = part.name().startsWith("h:")
                    ? "h:X-My-Header"
                    : part.name().startsWith("v:") ? "v:my-var" : part.name();
            assertThat(properties).containsKey(name);
            Object values = child(properties, name).get("enum");
            if (values instanceof List<?> list) {
                assertThat(list).asInstanceOf(InstanceOfAssertFactories.LIST).contains(part.text());
            }
        }
        assertThat(schema.get("required"))
                .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                .isNotEmpty()
                .isSubsetOf(names());
    }

    private static Map<String, Object> schema(String path) throws IOException {
        try (InputStream file = MailgunRequest.class.getResourceAsStream("/specs/mailgun-messages.yaml")) {
            Map<String, Object> document = new Yaml().load(file);
            Map<String, Object> operation = child(child(child(document, "paths"), path), "post");
            Map<String, Object> body = child(child(child(operation, "requestBody"), "content"), "multipart/form-data");
            String reference = String.valueOf(child(body, "schema").get("$ref"));
            return child(
                    child(child(document, "components"), "schemas"),
                    reference.substring(reference.lastIndexOf('/') + 1));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> child(Map<String, Object> map, String key) {
        return (Map<String, Object>) Objects.requireNonNull(map.get(key), key);
    }

    private static String utf8(String header) {
        return new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
