package io.mailsender.status;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;

/** A field of a mail's header, as it is written but for its line ends. */
@Serdeable
@Schema(name = "HeaderField", description = "A field of a mail's header.")
public record HeaderField(String name, String value) {

    /**
     * The fields of a header, in order.
     *
     * @param header with undecoded octets as characters
     */
    static List<HeaderField> all(String header) {
        String text = new String(header.getBytes(ISO_8859_1), UTF_8);
        List<HeaderField> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (String line : text.split("\r\n")) {
            if (!line.startsWith(" ") && !line.startsWith("\t")) {
                add(field, fields);
            }
            field.append(line);
        }
        add(field, fields);
        return fields;
    }

    private static void add(StringBuilder field, List<HeaderField> fields) {
        int colon = field.indexOf(":");
        if (colon > 0) {
            fields.add(new HeaderField(
                    field.substring(0, colon).strip(),
                    field.substring(colon + 1).strip()));
        }
        field.setLength(0);
    }
}
