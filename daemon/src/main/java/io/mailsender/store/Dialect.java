package io.mailsender.store;

import java.util.Map;

/** Where the two databases differ. */
enum Dialect {
    /** One process has the file, and in it one connection at a time writes. */
    SQLITE("", Map.of("bytes", "BLOB", "clustered", " WITHOUT ROWID"), "db/migration", "db/sqlite"),
    /** Several nodes take what the others have not taken. */
    POSTGRESQL(" FOR UPDATE OF m SKIP LOCKED", Map.of("bytes", "BYTEA", "clustered", ""), "db/migration");

    private final String skipLocked;
    private final Map<String, String> types;
    private final String[] migrations;

    Dialect(String skipLocked, Map<String, String> types, String... migrations) {
        this.skipLocked = skipLocked;
        this.types = types;
        this.migrations = migrations;
    }

    /** What ends a SELECT whose rows are to be changed by nobody else. */
    String skipLocked() {
        return skipLocked;
    }

    /** What stands in the migrations for words on which they do not agree. */
    Map<String, String> placeholders() {
        return types;
    }

    /** Where on the class path they are, in one line of versions. */
    String[] migrations() {
        return migrations.clone();
    }
}
