package io.mailsender.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change that stands or falls with its first statement: where that changes no row, the others are left out.
 *
 * @param guard says by the row it changes whether the change may be made: a lease still held, a key not used before
 */
record GuardedWrite(Sql guard, List<Sql> others) {

    /** A statement and its parameters. Statements with the same text are sent to the database together. */
    record Sql(String text, @Nullable Object... parameters) {}
}
