package io.mailsender.store;

import io.mailsender.message.EmailAddress;
import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.suppression.Suppression;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The table {@code suppression_lift}: when a person last decided that an address may be mailed again. */
final class SuppressionLiftTable {

    /** Stands for every scope. No API key has this name. */
    private static final String ALL = "*";

    /** Whether nothing was lifted since a report's event. Its parameters are {@link #parameters}. */
    static final String NOT_LIFTED = "NOT EXISTS (SELECT 1 FROM suppression_lift WHERE address = ? AND scope IN (?, '"
            + ALL + "') AND lifted >= ?)";

    private SuppressionLiftTable() {}

    static Object[] parameters(Suppression entry) {
        return new Object[] {
            Suppression.key(entry.address()), entry.scope(), entry.created().toEpochMilli()
        };
    }

    /** @param scope {@code null} for all */
    static Sql lift(EmailAddress address, @Nullable String scope, Instant now) {
        return new Sql(
                "INSERT INTO suppression_lift (address, scope, lifted) VALUES (?, ?, ?)"
                        + " ON CONFLICT (address, scope) DO UPDATE SET lifted = excluded.lifted",
                Suppression.key(address),
                scope == null ? ALL : scope,
                now.toEpochMilli());
    }
}
