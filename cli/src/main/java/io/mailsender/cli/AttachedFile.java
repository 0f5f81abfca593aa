package io.mailsender.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/**
 * A file that goes with a mail.
 *
 * @param name as the recipient sees it
 */
record AttachedFile(String name, Path file) {

    /**
     * {@code FILE}, or {@code NAME=FILE}. A file may have {@code =} in its name: whatever is there as a whole is a file, and a name has
     * no {@code /}.
     *
     * @throws TypeConversionException where there is nothing before or after the sign
     */
    static AttachedFile parse(String argument) {
        String text = AttachedValue.plain(argument);
        int sign = text.indexOf('=');
        if (sign < 0 || text.lastIndexOf('/', sign) >= 0 || Files.exists(Path.of(text))) {
            Path file = Path.of(text);
            if (file.getFileName() == null) {
                throw new TypeConversionException("write it as FILE or NAME=FILE");
            }
            return new AttachedFile(file.getFileName().toString(), file);
        }
        if (sign == 0 || sign == text.length() - 1) {
            throw new TypeConversionException("write it as FILE or NAME=FILE");
        }
        return new AttachedFile(text.substring(0, sign), Path.of(text.substring(sign + 1)));
    }
}
