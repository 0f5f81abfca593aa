package io.mailsender.provider;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A body in multipart/form-data (RFC 7578), with names as browsers write them (WHATWG HTML, section "Multipart form data"): in
 * UTF-8, and whatever could end a quoted string or a line percent-encoded. The same fields give the same bytes each time.
 */
public final class MultipartForm {

    private final String boundary;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /**
     * @param boundary letters, digits and hyphens that whoever wrote the content cannot have known
     */
    public MultipartForm(String boundary) {
        this.boundary = boundary;
    }

    public MultipartForm field(String name, String value) {
        return part("name=\"" + quoted(name) + "\"\r\n", value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @throws IllegalArgumentException where the content type has a line break
     */
    public MultipartForm file(String name, String filename, String contentType, byte[] content) {
        if (contentType.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a content type has a control character");
        }
        return part(
                "name=\"" + quoted(name) + "\"; filename=\"" + quoted(filename) + "\"\r\nContent-Type: " + contentType
                        + "\r\n",
                content);
    }

    public String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /** The body with the fields so far. */
    public byte[] bytes() {
        ByteArrayOutputStream body = new ByteArrayOutputStream(bytes.size() + boundary.length() + 6);
        body.writeBytes(bytes.toByteArray());
        body.writeBytes(ascii("--" + boundary + "--\r\n"));
        return body.toByteArray();
    }

    private MultipartForm part(String head, byte[] content) {
        bytes.writeBytes(ascii("--" + boundary + "\r\nContent-Disposition: form-data; "));
        bytes.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(ascii("\r\n"));
        bytes.writeBytes(content);
        bytes.writeBytes(ascii("\r\n"));
        return this;
    }

    private static String quoted(String name) {
        return name.replace("\n", "%0A").replace("\r", "%0D").replace("\"", "%22");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
