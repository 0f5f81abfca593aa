package io.mailsender.store;

import io.mailsender.message.EmailAddress;
import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.suppression.Suppression;
import java.time.Instant;

/** The table {@code soft_bounce}: how many messages to an address bounced since the last one that was delivered. */
final class SoftBounceTable {

    private SoftBounceTable() {}

    static Sql count(EmailAddress address, String scope, Instant time) {
        return new Sql(
                "INSERT INTO soft_bounce (address, scope, bounces, latest) VALUES (?, ?, 1, ?)"
                        + " ON CONFLICT (address, scope) DO UPDATE SET bounces = soft_bounce.bounces + 1,"
                        + " latest = CASE WHEN soft_bounce.latest < excluded.latest THEN excluded.latest ELSE soft_bounce.latest END",
                Suppression.key(address),
                scope,
                time.toEpochMilli());
    }

    /** After a delivery. One that is older than the last bounce, and was reported late, changes nothing. */
    static Sql reset(EmailAddress address, String scope, Instant time) {
        return new Sql(
                "DELETE FROM soft_bounce WHERE address = ? AND scope = ? AND latest <= ?",
                Suppression.key(address),
                scope,
                time.toEpochMilli());
    }
}
