package io.mailsender.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change whose first statement is a condition: if it changes no row, the others are not executed.
 *
 * @param guard changes a row only if the change may be made, such as a lease that is still held or a key that is not in use
 */
record GuardedWrite(Sql guard, List<Sql> others) {

    /** A statement and its parameters. */
    record Sql(String text, @Nullable Object... parameters) {}
}
