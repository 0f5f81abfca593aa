package io.mailsender.cli;

import picocli.CommandLine.TypeConversionException;

/** A header field as it is written on the command line. */
record HeaderField(String name, String value) {

    /** @throws TypeConversionException where there is no name, or no colon after it */
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
