package io.mailsender.store;

import io.mailsender.message.EmailAddress;
import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.suppression.Suppression;
import java.time.Instant;
import java.util.List;

/** The table {@code soft_bounce}: the messages to an address that bounced since the last one that was delivered. */
final class SoftBounceTable {

    /** A message counts once, however often its bounce is reported. */
    private static final String COUNT = "INSERT INTO soft_bounce (address, scope, message_id, time) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (address, scope, message_id) DO UPDATE SET time = excluded.time WHERE soft_bounce.time < excluded.time";

    private static final String RESET = "DELETE FROM soft_bounce WHERE address = ? AND scope = ? AND time <= ?";

    /**
     * The statements of a transaction that come before those that look at the counts: so the order of the reports in it does not
     * matter.
     */
    static final List<String> FIRST = List.of(COUNT, RESET);

    private SoftBounceTable() {}

    static Sql count(EmailAddress address, String scope, String messageId, Instant time) {
        return new Sql(COUNT, Suppression.key(address), scope, messageId, time.toEpochMilli());
    }

    /** After a delivery: bounces before it do not count any more. */
    static Sql reset(EmailAddress address, String scope, Instant time) {
        return new Sql(RESET, Suppression.key(address), scope, time.toEpochMilli());
    }
}
