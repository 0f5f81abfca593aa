package io.mailsender.config;

import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * How the daemon was set up.
 *
 * @param trial there is no configuration file: mails are kept in memory and none is sent
 * @param file the configuration file
 */
@Singleton
public record ConfigOrigin(
        @Property(name = TRIAL, defaultValue = "false") boolean trial,
        @Property(name = FILE) @Nullable String file) {

    static final String TRIAL = Schema.INTERNAL + ".trial";
    static final String FILE = Schema.INTERNAL + ".file";

    /** Where a setting stands, for whoever has to change it. */
    public String at(String key) {
        return file == null ? key : file + ": " + key;
    }
}
