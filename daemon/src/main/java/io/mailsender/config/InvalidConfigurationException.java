package io.mailsender.config;

/** The daemon cannot start with this configuration. The message is one line that names the setting and never shows a secret. */
public final class InvalidConfigurationException extends RuntimeException {

    private final String line;

    public InvalidConfigurationException(String line) {
        super(line);
        // A key in the file may hold a line break.
        this.line = line.replaceAll("\\p{Cntrl}+", " ");
    }

    /**
     * @param where the setting as the file spells it, e.g. {@code providers.mailgun.api-key}, or the file
     */
    public InvalidConfigurationException(String where, String problem) {
        this(where + ": " + problem);
    }

    @Override
    public String getMessage() {
        return line;
    }
}
