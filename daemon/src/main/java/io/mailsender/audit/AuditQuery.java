package io.mailsender.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries: those that meet all criteria; {@code null} is none.
 *
 * @param since at or after this time
 * @param until before this time
 * @param before the id of the last entry of the page before
 * @param limit the most entries
 */
public record AuditQuery(
        @Nullable String key,
        @Nullable String action,
        @Nullable String target,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String before,
        int limit) {

    /** The newest ones. */
    public static AuditQuery newest(int limit) {
        return new AuditQuery(null, null, null, null, null, null, limit);
    }
}
