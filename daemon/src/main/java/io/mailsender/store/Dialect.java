package io.mailsender.store;

import java.util.Map;

/** The differences between the two databases. */
enum Dialect {
    /** One process uses the file, and one connection at a time writes. */
    SQLITE(
            "",
            Map.of("bytes", "BLOB", "clustered", " WITHOUT ROWID", "identity", "INTEGER PRIMARY KEY AUTOINCREMENT"),
            "db/migration",
            "db/sqlite"),
    /** Several nodes claim messages at the same time. */
    POSTGRESQL(
            " FOR UPDATE OF m SKIP LOCKED",
            Map.of("bytes", "BYTEA", "clustered", "", "identity", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
            "db/migration");

    private final String skipLocked;
    private final Map<String, String> types;
    private final String[] migrations;

    Dialect(String skipLocked, Map<String, String> types, String... migrations) {
        this.skipLocked = skipLocked;
        this.types = types;
        this.migrations = migrations;
    }

    /** The end of a SELECT that locks the rows of its table {@code m} and skips locked ones. */
    String skipLocked() {
        return skipLocked;
    }

    /** The values of placeholders in migrations. */
    Map<String, String> placeholders() {
        return types;
    }

    /** The locations of migrations on the class path; together they form one sequence of versions. */
    String[] migrations() {
        return migrations.clone();
    }
}
