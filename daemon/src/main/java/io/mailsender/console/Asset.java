package io.mailsender.console;

import io.mailsender.http.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;

/**
 * A file that the pages load.
 *
 * @param name with a part of its hash, so that browsers can keep it
 */
record Asset(String name, String mediaType, byte[] bytes) {

    private static final int HASH_LENGTH = 12;

    /** @param file in {@code /console} on the class path */
    static Asset of(String file, String mediaType) {
        try (InputStream in = Asset.class.getResourceAsStream("/console/" + file)) {
            if (in == null) {
                throw new IllegalStateException("no file /console/" + file);
            }
            byte[] bytes = in.readAllBytes();
            int dot = file.lastIndexOf('.');
            String hash =
                    HexFormat.of().formatHex(Sha256.digest().digest(bytes)).substring(0, HASH_LENGTH);
            return new Asset(file.substring(0, dot) + "-" + hash + file.substring(dot), mediaType, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
