package io.mailsender.config;

import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Where the configuration comes from.
 *
 * @param trial whether there is no configuration file: mails are kept in memory and none is sent
 * @param file the configuration file; {@code null} in trial mode
 */
@Singleton
public record ConfigOrigin(
        @Property(name = TRIAL, defaultValue = "false") boolean trial,
        @Property(name = FILE) @Nullable String file) {

    static final String TRIAL = Schema.INTERNAL + ".trial";
    static final String FILE = Schema.INTERNAL + ".file";

    /** The setting with its file, for messages to the operator. */
    public String at(String key) {
        return file == null ? key : file + ": " + key;
    }
}
