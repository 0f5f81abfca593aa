package io.mailsender.cli;

import picocli.CommandLine.TypeConversionException;

/** A header field, as an argument. */
record HeaderField(String name, String value) {

    /** @throws TypeConversionException if there is no colon, or no name before it */
    static HeaderField parse(String argument) {
        String text = AttachedValue.plain(argument);
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new TypeConversionException("write it as 'Name: value'");
        }
        return new HeaderField(
                text.substring(0, colon).strip(), text.substring(colon + 1).strip());
    }
}
