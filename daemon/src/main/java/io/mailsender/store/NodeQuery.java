package io.mailsender.store;

import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.figure.BoundedCount;
import io.mailsender.figure.FigureStore;
import io.mailsender.figure.QueueView.NodeView;
import io.mailsender.queue.Priority;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The nodes that use the store, with the messages that they are sending. */
final class NodeQuery {

    /** A node writes at least four times a minute. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private static final int MAX_NODES = 100;

    /** All of them, so that the index is used. */
    private static final String PRIORITIES = Arrays.stream(Priority.values())
            .map(priority -> String.valueOf(priority.code()))
            .collect(Collectors.joining(", "));

    private NodeQuery() {}

    /** @param lease how long one lasts */
    static List<NodeView> nodes(Connection connection, @Nullable String owner, Instant now, Duration lease)
            throws SQLException {
        Map<String, Leases> leases = leases(connection, owner, now, lease);
        List<NodeView> nodes = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT node, name, seen FROM heartbeat ORDER BY seen DESC LIMIT ?")) {
            select.setInt(1, MAX_NODES);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Instant seen = Instant.ofEpochMilli(row.getLong(3));
                    Leases held = leases.remove(row.getString(1));
                    if (held != null || seen.plus(SILENCE).isAfter(now)) {
                        nodes.add(view(row.getString(1), row.getString(2), seen, held));
                    }
                }
            }
        }
        leases.forEach((id, held) -> nodes.add(view(id.isEmpty() ? null : id, null, null, held)));
        return nodes;
    }

    private static NodeView view(
            @Nullable String id, @Nullable String name, @Nullable Instant seen, @Nullable Leases held) {
        return held == null
                ? new NodeView(id, name, seen, new BoundedCount(0, false), null)
                : new NodeView(
                        id,
                        name,
                        seen,
                        new BoundedCount(held.messages, held.more),
                        held.since == 0 ? null : Instant.ofEpochMilli(held.since));
    }

    private record Leases(long messages, long since, boolean more) {}

    /** By node; empty for that of an earlier version. A lease that has ended is not one. */
    private static Map<String, Leases> leases(
            Connection connection, @Nullable String owner, Instant now, Duration lease) throws SQLException {
        List<Object> parameters =
                new ArrayList<>(List.of(now.toEpochMilli(), now.plus(lease).toEpochMilli()));
        if (owner != null) {
            parameters.add(owner);
        }
        parameters.add(FigureStore.BOUND + 1);
        Map<String, Leases> leases = new HashMap<>();
        long all = 0;
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT COALESCE(node, ''), COUNT(*), MIN(leased) FROM (SELECT node, leased FROM message"
                        + " WHERE due IS NOT NULL AND priority IN (" + PRIORITIES
                        + ") AND due > ? AND due <= ? AND status = '"
                        + DeliveryStatus.SENDING.word() + "'" + (owner == null ? "" : " AND COALESCE(owner, '') = ?")
                        + " LIMIT ?) AS found GROUP BY COALESCE(node, '')")) {
            StatementBatch.bind(select, parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    leases.put(row.getString(1), new Leases(row.getLong(2), row.getLong(3), false));
                    all += row.getLong(2);
                }
            }
        }
        if (all > FigureStore.BOUND) {
            leases.replaceAll((node, held) -> new Leases(held.messages, held.since, true));
        }
        return leases;
    }
}
