package io.mailsender.provider;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a multipart/form-data body (RFC 7578). Names are written as browsers do (WHATWG HTML, section "Multipart form data"): in
 * UTF-8, with quotation marks and line breaks percent-encoded. The same fields always give the same bytes.
 */
public final class MultipartForm {

    private static final byte[] CRLF = ascii("\r\n");

    private final String boundary;
    private final byte[] delimiter;
    // Joined once the size is known: a growing buffer would copy a large message several times.
    private final List<byte[]> pieces = new ArrayList<>();

    /** @param boundary letters, digits and hyphens that the author of the content could not know */
    public MultipartForm(String boundary) {
        this.boundary = boundary;
        this.delimiter = ascii("--" + boundary);
    }

    public MultipartForm field(String name, String value) {
        return part("name=\"" + quoted(name) + "\"\r\n", value.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException if the content type has a control character */
    public MultipartForm file(String name, String filename, String contentType, byte[] content) {
        if (contentType.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the content type has a control character");
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
        byte[] end = ascii("--\r\n");
        int length = delimiter.length + end.length;
        for (byte[] piece : pieces) {
            length += piece.length;
        }
        ByteBuffer body = ByteBuffer.allocate(length);
        pieces.forEach(body::put);
        return body.put(delimiter).put(end).array();
    }

    private MultipartForm part(String head, byte[] content) {
        pieces.add(delimiter);
        pieces.add(("\r\nContent-Disposition: form-data; " + head + "\r\n").getBytes(StandardCharsets.UTF_8));
        pieces.add(content);
        pieces.add(CRLF);
        return this;
    }

    private static String quoted(String name) {
        return name.replace("\n", "%0A").replace("\r", "%0D").replace("\"", "%22");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
