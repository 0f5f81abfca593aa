package io.mailsender.original;

import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;

/** Decodes the text of an unstructured field (RFC 2047). */
final class EncodedText {

    private static final int MAX = 998;

    private EncodedText() {}

    /** One line that is safe in a field; what cannot be decoded stays as it is. */
    static String decode(String value) {
        return PlainText.line(DecoderUtil.decodeEncodedWords(value, DecodeMonitor.SILENT), MAX);
    }
}
