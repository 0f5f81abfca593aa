package io.mailsender.store;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.figure.BoundedCount;
import io.mailsender.figure.FigureStore;
import io.mailsender.figure.FigureStore.Counted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts what happened in pieces of time, one piece after the other: a GROUP BY over all would sort a million rows. Each count is
 * answered by an index alone.
 */
final class BucketQuery implements AutoCloseable {

    private static final String LIMIT = " LIMIT " + (FigureStore.SCAN + 1) + ") AS found";

    private static final List<DeliveryStatus> ENDS =
            List.of(DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.REJECTED, DeliveryStatus.UNKNOWN);

    private final @Nullable String owner;
    private final PreparedStatement accepted;
    private final PreparedStatement ended;
    private final PreparedStatement delivered;

    BucketQuery(Connection connection, @Nullable String owner) throws SQLException {
        this.owner = owner;
        this.accepted =
                connection.prepareStatement("SELECT COUNT(*), COUNT(*) FROM (SELECT 1 AS one FROM message WHERE "
                        + (owner == null ? "" : "owner = ? AND ") + "accepted >= ? AND accepted < ?" + LIMIT);
        StringBuilder sums = new StringBuilder();
        for (DeliveryStatus status : ENDS) {
            sums.append(", SUM(CASE WHEN status = '").append(status.word()).append('\'');
            sums.append(owner == null ? "" : " AND owner = ?").append(" THEN 1 ELSE 0 END)");
        }
        this.ended = connection.prepareStatement("SELECT COUNT(*)" + sums
                + " FROM (SELECT status, owner FROM message WHERE ended IS NOT NULL AND ended >= ? AND ended < ?"
                + LIMIT);
        this.delivered = connection.prepareStatement("SELECT COUNT(*), "
                + (owner == null ? "COUNT(*)" : "SUM(CASE WHEN owner = ? THEN 1 ELSE 0 END)")
                + " FROM (SELECT owner FROM event WHERE type = 'delivered' AND message_id IS NOT NULL"
                + " AND received >= ? AND received < ?" + LIMIT);
    }

    List<Counted> count(Instant from, Instant until, Duration width) throws SQLException {
        List<Counted> buckets = new ArrayList<>();
        for (Instant at = from; at.isBefore(until); at = at.plus(width)) {
            buckets.add(bucket(at, at.plus(width)));
        }
        return buckets;
    }

    private Counted bucket(Instant from, Instant until) throws SQLException {
        List<BoundedCount> ends = counts(ended, ENDS.size(), from, until);
        return new Counted(
                from,
                counts(accepted, 1, from, until).get(0),
                ends.get(0),
                counts(delivered, 1, from, until).get(0),
                ends.get(1),
                ends.get(2),
                ends.get(3));
    }

    /** The first column is the number of rows read. Each sum has a parameter for the owner, and comes before the times. */
    private List<BoundedCount> counts(PreparedStatement select, int sums, Instant from, Instant until)
            throws SQLException {
        int parameter = 1;
        for (int i = 0; owner != null && i < sums; i++) {
            select.setString(parameter++, owner);
        }
        select.setLong(parameter++, from.toEpochMilli());
        select.setLong(parameter, until.toEpochMilli());
        try (ResultSet row = select.executeQuery()) {
            row.next();
            boolean isMore = row.getLong(1) > FigureStore.SCAN;
            List<BoundedCount> counts = new ArrayList<>();
            for (int i = 0; i < sums; i++) {
                counts.add(new BoundedCount(Math.min(row.getLong(i + 2), FigureStore.SCAN), isMore));
            }
            return counts;
        }
    }

    @Override
    public void close() throws SQLException {
        accepted.close();
        ended.close();
        delivered.close();
    }
}
