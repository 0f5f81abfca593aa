package io.mailsender.store;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.figure.BoundedCount;
import io.mailsender.figure.FigureStore;
import io.mailsender.figure.QueueDepth;
import io.mailsender.figure.QueueDepth.OfPriority;
import io.mailsender.figure.QueueView.NextDue;
import io.mailsender.queue.Priority;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts waiting messages, in the index {@code message_due} alone. */
final class QueueQuery {

    private static final String WAITING = " FROM message WHERE due IS NOT NULL AND priority = ?";

    private static final String SENDING = "status = '" + DeliveryStatus.SENDING.word() + "'";

    private QueueQuery() {}

    /** @param lease how long one lasts */
    static QueueDepth depth(Connection connection, @Nullable String owner, Instant now, Duration lease)
            throws SQLException {
        List<OfPriority> priorities = new ArrayList<>();
        List<Instant> oldest = new ArrayList<>();
        for (Priority priority : Priority.values()) {
            Count count = new Count(connection, priority, owner);
            List<BoundedCount> due = count.range(" AND due <= ?", List.of(now), List.of("1 = 1"));
            List<BoundedCount> later = count.range(
                    " AND due > ?",
                    List.of(now),
                    List.of("NOT " + SENDING + " AND tries = 0", "NOT " + SENDING + " AND tries > 0"));
            // Among many scheduled messages, those that are sent now are found by the end of their leases.
            List<BoundedCount> sending =
                    count.range(" AND due > ? AND due <= ?", List.of(now, now.plus(lease)), List.of(SENDING));
            priorities.add(new OfPriority(priority.word(), due.get(0), later.get(0), later.get(1), sending.get(0)));
            if (!due.get(0).isZero()) {
                oldest.addAll(oldest(connection, priority, owner, now));
            }
        }
        Instant oldestDue = oldest.stream().min(Comparator.naturalOrder()).orElse(null);
        return new QueueDepth(
                sum(priorities.stream().map(OfPriority::due).toList()),
                sum(priorities.stream().map(OfPriority::scheduled).toList()),
                sum(priorities.stream().map(OfPriority::retrying).toList()),
                sum(priorities.stream().map(OfPriority::sending).toList()),
                oldestDue,
                oldestDue == null
                        ? null
                        : Math.max(0, Duration.between(oldestDue, now).toSeconds()),
                priorities);
    }

    private static BoundedCount sum(List<BoundedCount> counts) {
        return new BoundedCount(
                counts.stream().mapToLong(BoundedCount::count).sum(),
                counts.stream().anyMatch(BoundedCount::more));
    }

    /** Counts the messages of one priority. */
    private record Count(
            Connection connection,
            Priority priority,
            @Nullable String owner) {

        /** @param times the parameters of the range */
        List<BoundedCount> range(String range, List<Instant> times, List<String> conditions) throws SQLException {
            StringBuilder sql = new StringBuilder("SELECT COUNT(*)");
            List<Object> parameters = new ArrayList<>();
            for (String condition : conditions) {
                sql.append(", SUM(CASE WHEN ").append(condition).append(own(owner, parameters));
                sql.append(" THEN 1 ELSE 0 END)");
            }
            sql.append(" FROM (SELECT status, tries, owner").append(WAITING).append(range);
            sql.append(" ORDER BY due LIMIT ?) AS found");
            parameters.add(priority.code());
            times.forEach(time -> parameters.add(time.toEpochMilli()));
            parameters.add(FigureStore.SCAN + 1);
            List<BoundedCount> counts = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql.toString())) {
                StatementBatch.bind(select, parameters.toArray());
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    boolean isCut = row.getLong(1) > FigureStore.SCAN;
                    for (int i = 0; i < conditions.size(); i++) {
                        long count = row.getLong(i + 2);
                        counts.add(new BoundedCount(
                                Math.min(count, FigureStore.BOUND), isCut || count > FigureStore.BOUND));
                    }
                }
            }
            return counts;
        }
    }

    private static String own(@Nullable String owner, List<Object> parameters) {
        if (owner == null) {
            return "";
        }
        parameters.add(owner);
        return " AND owner = ?";
    }

    /** At most one. */
    private static List<Instant> oldest(Connection connection, Priority priority, @Nullable String owner, Instant now)
            throws SQLException {
        return rows(connection, priority, " AND due <= ?", "1 = 1", owner, now, 1).stream()
                .map(NextDue::at)
                .toList();
    }

    static List<NextDue> next(Connection connection, @Nullable String owner, Instant now, int limit)
            throws SQLException {
        List<NextDue> next = new ArrayList<>();
        for (Priority priority : Priority.values()) {
            next.addAll(rows(connection, priority, " AND due > ?", "NOT " + SENDING, owner, now, limit));
        }
        return next.stream()
                .sorted(Comparator.comparing(NextDue::at))
                .limit(limit)
                .toList();
    }

    private static List<NextDue> rows(
            Connection connection,
            Priority priority,
            String range,
            String condition,
            @Nullable String owner,
            Instant now,
            int limit)
            throws SQLException {
        List<Object> parameters = new ArrayList<>(List.of(priority.code(), now.toEpochMilli(), FigureStore.SCAN));
        String sql = "SELECT due, tries FROM (SELECT due, status, tries, owner" + WAITING + range
                + " ORDER BY due LIMIT ?) AS found WHERE " + condition + own(owner, parameters)
                + " ORDER BY due LIMIT ?";
        parameters.add(limit);
        List<NextDue> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            StatementBatch.bind(select, parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new NextDue(Instant.ofEpochMilli(row.getLong(1)), priority.word(), row.getInt(2) > 0));
                }
            }
        }
        return rows;
    }
}
