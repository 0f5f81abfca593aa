package io.mailsender.provider;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A body in multipart/form-data (RFC 7578), with names as browsers write them (WHATWG HTML, section "Multipart form data"): in
 * UTF-8, and whatever could end a quoted string or a line percent-encoded. The same fields give the same bytes each time.
 */
public final class MultipartForm {

    private static final byte[] CRLF = ascii("\r\n");

    private final String boundary;
    private final byte[] delimiter;
    // Put together once the size is known: a buffer that grows would copy a mail several times.
    private final List<byte[]> pieces = new ArrayList<>();

    /**
     * @param boundary letters, digits and hyphens that whoever wrote the content cannot have known
     */
    public MultipartForm(String boundary) {
        this.boundary = boundary;
        this.delimiter = ascii("--" + boundary);
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
