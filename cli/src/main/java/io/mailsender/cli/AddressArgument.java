package io.mailsender.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** One of several addresses after an option. A mistyped option would else be taken for one more of them. */
final class AddressArgument implements ITypeConverter<String> {

    @Override
    public String convert(String argument) {
        if (argument.startsWith("-")) {
            throw new TypeConversionException("no such option; an address that begins with - goes into <>");
        }
        return AttachedValue.plain(argument);
    }
}
