package io.mailsender.store;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where messages and API keys are kept.
 *
 * @param file the SQLite file; by default {@code mail-sender-daemon/mail-sender.db} in the XDG state directory
 * @param url the PostgreSQL database, as a JDBC URL; of several hosts the writable one is used
 * @param maxConnections to PostgreSQL
 */
@ConfigurationProperties("store")
record StoreSettings(
        @Bindable(defaultValue = "SQLITE") Kind kind,
        @Nullable String file,
        @Nullable String url,
        @Nullable String username,
        @Nullable String password,
        @Bindable(defaultValue = "8") @Min(3) @Max(200) int maxConnections) {

    /** The kind of store. */
    public enum Kind {
        /** A file, for one daemon. */
        SQLITE,
        /** A database that several nodes share. */
        POSTGRESQL,
        /** No store: a send is answered when it ends, and nothing is kept. */
        NONE
    }

    public StoreSettings {
        if (kind == Kind.POSTGRESQL && (url == null || !url.startsWith("jdbc:postgresql:"))) {
            throw new IllegalArgumentException(
                    "url is missing; kind postgresql needs it, for example jdbc:postgresql://localhost/mail_sender");
        }
        if (kind == Kind.POSTGRESQL && !isUnderstood(url)) {
            throw new IllegalArgumentException(
                    "url is not one that the PostgreSQL driver understands: check its host, port and any %; for example"
                            + " jdbc:postgresql://localhost:5432/mail_sender");
        }
        if (kind != Kind.POSTGRESQL && (url != null || username != null || password != null)) {
            throw new IllegalArgumentException("url, username and password are for postgresql only");
        }
    }

    private static boolean isUnderstood(@Nullable String url) {
        try {
            return DriverManager.getDriver(url) != null;
        } catch (SQLException e) {
            return false;
        }
    }

    /** The path of the file; by default in the state directory of the XDG Base Directory Specification. */
    Path path(Map<String, String> environment, Path home) {
        if (file != null) {
            return Path.of(file);
        }
        String state = environment.get("XDG_STATE_HOME");
        Path directory = state == null || state.isBlank() ? home.resolve(".local/state") : Path.of(state);
        return directory.resolve("mail-sender-daemon").resolve("mail-sender.db");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "StoreSettings[kind=" + kind + "]";
    }
}
