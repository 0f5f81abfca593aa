package io.mailsender.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** One of several addresses after an option. Refuses a mistyped option, which would otherwise be read as another address. */
final class AddressArgument implements ITypeConverter<String> {

    @Override
    public String convert(String argument) {
        if (argument.startsWith("-")) {
            throw new TypeConversionException("unknown option; write an address that starts with - in angle brackets");
        }
        return AttachedValue.plain(argument);
    }
}
