package io.mailsender.store;

import io.mailsender.common.Word;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.SuppressionReason;
import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.suppression.Suppression;
import io.mailsender.suppression.SuppressionFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table {@code suppression}. */
final class SuppressionTable {

    private static final String COLUMNS = "address, scope, spelling, reason, strength, source, text, created, expires";

    private static final String IN_FORCE = " AND (expires IS NULL OR expires > ?)";

    /** Keeps the stronger of the two reasons and the later expiry, so that the order of reports does not matter. */
    private static final String MERGE = " ON CONFLICT (address, scope) DO UPDATE SET spelling = " + stronger("spelling")
            + ", reason = " + stronger("reason") + ", source = " + stronger("source") + ", text = " + stronger("text")
            + ", strength = " + stronger("strength")
            + ", expires = CASE WHEN suppression.expires IS NULL OR excluded.expires IS NULL THEN NULL"
            + " WHEN suppression.expires < excluded.expires THEN excluded.expires ELSE suppression.expires END";

    private SuppressionTable() {}

    private static String stronger(String column) {
        return "CASE WHEN suppression.strength < excluded.strength THEN excluded." + column + " ELSE suppression."
                + column + " END";
    }

    /** Reports can only be uncertain in degrees; a person's decision is certain. */
    private static int strength(SuppressionReason reason) {
        return switch (reason) {
            case SOFT_BOUNCES -> 10;
            case SUPPRESSED_AT_PROVIDER -> 20;
            case UNSUBSCRIBE -> 30;
            case HARD_BOUNCE -> 40;
            case COMPLAINT -> 50;
            case MANUAL -> 60;
        };
    }

    /** Adds an entry, or strengthens the one that exists. An expired one is replaced. */
    static List<Sql> add(Suppression entry, Instant now) {
        return List.of(
                forgetExpired(entry, now),
                new Sql(
                        "INSERT INTO suppression (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)" + MERGE,
                        parameters(entry)));
    }

    /** As {@link #add}, for a report of a provider: one of an event before a person lifted the suppression changes nothing. */
    static List<Sql> report(Suppression entry, Instant now) {
        return insert(entry, now, " WHERE " + SuppressionLiftTable.NOT_LIFTED, SuppressionLiftTable.parameters(entry));
    }

    /** As {@link #report}, if this number of messages to the address bounced softly. */
    static List<Sql> reportAfterSoftBounces(Suppression entry, int bounces, Instant now) {
        return insert(
                entry,
                now,
                " WHERE (SELECT COUNT(*) FROM soft_bounce WHERE address = ? AND scope = ?) >= ? AND "
                        + SuppressionLiftTable.NOT_LIFTED,
                Stream.concat(
                                Stream.of(Suppression.key(entry.address()), entry.scope(), bounces),
                                Arrays.stream(SuppressionLiftTable.parameters(entry)))
                        .toArray());
    }

    private static List<Sql> insert(Suppression entry, Instant now, String condition, Object[] parameters) {
        return List.of(
                forgetExpired(entry, now),
                new Sql(
                        "INSERT INTO suppression (" + COLUMNS
                                + ") SELECT CAST(? AS VARCHAR(254)), CAST(? AS VARCHAR(100)), CAST(? AS VARCHAR(254)),"
                                + " CAST(? AS VARCHAR(30)), CAST(? AS SMALLINT), CAST(? AS VARCHAR(100)), CAST(? AS VARCHAR(300)),"
                                + " CAST(? AS BIGINT), CAST(? AS BIGINT)" + condition + MERGE,
                        Stream.concat(Arrays.stream(parameters(entry)), Arrays.stream(parameters))
                                .toArray()));
    }

    private static Sql forgetExpired(Suppression entry, Instant now) {
        return new Sql(
                "DELETE FROM suppression WHERE address = ? AND scope = ? AND expires IS NOT NULL AND expires <= ?",
                Suppression.key(entry.address()),
                entry.scope(),
                now.toEpochMilli());
    }

    private static @Nullable Object[] parameters(Suppression entry) {
        return new @Nullable Object[] {
            Suppression.key(entry.address()),
            entry.scope(),
            entry.address().toString(),
            entry.reason().word(),
            strength(entry.reason()),
            entry.source(),
            entry.text(),
            entry.created().toEpochMilli(),
            InstantColumn.write(entry.expires())
        };
    }

    static boolean isEmpty(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT scope FROM suppression LIMIT 1");
                ResultSet row = select.executeQuery()) {
            return !row.next();
        }
    }

    static List<Suppression> find(Connection connection, String owner, Collection<EmailAddress> addresses, Instant now)
            throws SQLException {
        List<@Nullable Object> parameters =
                new ArrayList<>(addresses.stream().map(Suppression::key).toList());
        parameters.add(owner);
        parameters.add(now.toEpochMilli());
        return select(
                connection,
                " WHERE address IN (" + "?, ".repeat(addresses.size() - 1) + "?) AND scope IN ('', ?)" + IN_FORCE
                        // The strongest reason first.
                        + " ORDER BY strength DESC",
                parameters);
    }

    static List<Suppression> list(Connection connection, SuppressionFilter filter, Instant now) throws SQLException {
        StringBuilder where = new StringBuilder(" WHERE (expires IS NULL OR expires > ?)");
        List<@Nullable Object> parameters = new ArrayList<>(List.of(now.toEpochMilli()));
        and(where, parameters, " AND scope = ?", filter.scope());
        EmailAddress address = filter.address();
        and(where, parameters, " AND address = ?", address == null ? null : Suppression.key(address));
        SuppressionReason reason = filter.reason();
        and(where, parameters, " AND reason = ?", reason == null ? null : reason.word());
        and(where, parameters, " AND source = ?", filter.source());
        SuppressionFilter.Position after = filter.after();
        if (after != null) {
            where.append(" AND (address, scope) > (?, ?)");
            parameters.add(after.key());
            parameters.add(after.scope());
        }
        parameters.add(filter.limit());
        return select(connection, where + " ORDER BY address, scope LIMIT ?", parameters);
    }

    private static void and(
            StringBuilder where, List<@Nullable Object> parameters, String sql, @Nullable Object value) {
        if (value != null) {
            where.append(sql);
            parameters.add(value);
        }
    }

    private static List<Suppression> select(Connection connection, String where, List<@Nullable Object> parameters)
            throws SQLException {
        List<Suppression> entries = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM suppression" + where)) {
            StatementBatch.bind(select, parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    entries.add(new Suppression(
                            EmailAddress.stored(row.getString("spelling")),
                            row.getString("scope"),
                            // A reason of a newer daemon suppresses all the same.
                            Word.parse(SuppressionReason.class, row.getString("reason"))
                                    .orElse(SuppressionReason.MANUAL),
                            row.getString("source"),
                            row.getString("text"),
                            Instant.ofEpochMilli(row.getLong("created")),
                            InstantColumn.read(row, "expires")));
                }
            }
        }
        return entries;
    }

    /** @param scope {@code null} for all */
    static List<Sql> remove(EmailAddress address, @Nullable String scope) {
        String key = Suppression.key(address);
        return scope == null
                ? List.of(
                        new Sql("DELETE FROM suppression WHERE address = ?", key),
                        new Sql("DELETE FROM soft_bounce WHERE address = ?", key))
                : List.of(
                        new Sql("DELETE FROM suppression WHERE address = ? AND scope = ?", key, scope),
                        new Sql("DELETE FROM soft_bounce WHERE address = ? AND scope = ?", key, scope));
    }
}
