package io.mailsender.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/**
 * An attachment.
 *
 * @param name the file name that the recipient sees
 */
record AttachedFile(String name, Path file) {

    /**
     * Parses {@code FILE} or {@code NAME=FILE}. An argument that names an existing file, or that has a {@code /} before the {@code =}, is a
     * {@code FILE}: file names may contain {@code =}.
     *
     * @throws TypeConversionException if the name or the file is empty
     */
    static AttachedFile parse(String argument) {
        String text = AttachedValue.plain(argument);
        int equals = text.indexOf('=');
        if (equals < 0 || text.lastIndexOf('/', equals) >= 0 || Files.exists(Path.of(text))) {
            Path file = Path.of(text);
            if (file.getFileName() == null) {
                throw new TypeConversionException("write it as FILE or NAME=FILE");
            }
            return new AttachedFile(file.getFileName().toString(), file);
        }
        if (equals == 0 || equals == text.length() - 1) {
            throw new TypeConversionException("write it as FILE or NAME=FILE");
        }
        return new AttachedFile(text.substring(0, equals), Path.of(text.substring(equals + 1)));
    }
}
