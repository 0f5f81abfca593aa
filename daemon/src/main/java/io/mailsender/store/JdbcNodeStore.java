package io.mailsender.store;

import io.mailsender.delivery.NodeUse;
import io.mailsender.delivery.ProviderUse;
import io.mailsender.queue.NodeStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The {@link NodeStore} in an SQL database: one row per node, with one line per provider. */
final class JdbcNodeStore implements NodeStore {

    /** As long as the longest period of a rate limit. */
    private static final Duration KEPT = Duration.ofDays(1);

    private static final String NONE = "-";

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final GroupCommit commits;
    private final Clock clock;

    JdbcNodeStore(Database database) {
        this.commits = database.commits();
        this.clock = database.clock();
    }

    @Override
    public CompletionStage<List<NodeUse>> exchange(String node, List<ProviderUse> uses) {
        return commits.run(connection -> {
            Instant now = clock.instant();
            try (PreparedStatement upsert =
                    connection.prepareStatement("INSERT INTO node (id, seen, uses) VALUES (?, ?, ?)"
                            + " ON CONFLICT (id) DO UPDATE SET seen = excluded.seen, uses = excluded.uses")) {
                StatementBatch.bind(upsert, node, now.toEpochMilli(), encode(uses));
                upsert.executeUpdate();
            }
            List<NodeUse> nodes = select(connection);
            if (nodes.stream().anyMatch(other -> other.seen().isBefore(now.minus(KEPT)))) {
                purge(connection, now);
            }
            return nodes;
        });
    }

    private static void purge(Connection connection, Instant now) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM node WHERE seen < ?")) {
            StatementBatch.bind(delete, now.minus(KEPT).toEpochMilli());
            delete.executeUpdate();
        }
    }

    private static List<NodeUse> select(Connection connection) throws SQLException {
        List<NodeUse> nodes = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT id, seen, uses FROM node ORDER BY id");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                nodes.add(
                        new NodeUse(row.getString(1), Instant.ofEpochMilli(row.getLong(2)), decode(row.getString(3))));
            }
        }
        return nodes;
    }

    private static String encode(List<ProviderUse> uses) {
        return uses.stream()
                .map(use -> String.join(
                        " ",
                        use.provider(),
                        Long.toString(use.used()),
                        Long.toString(use.wanted()),
                        use.rest() == null ? NONE : Long.toString(use.rest().toMillis())))
                .collect(Collectors.joining("\n"));
    }

    /** Fields and lines that this version does not know are ignored. */
    private static List<ProviderUse> decode(String uses) {
        return uses.lines()
                .map(line -> line.split(" "))
                .filter(fields -> fields.length >= 4
                        && IntStream.range(1, 3)
                                .allMatch(i -> NUMBER.matcher(fields[i]).matches())
                        && (fields[3].equals(NONE) || NUMBER.matcher(fields[3]).matches()))
                .map(fields -> new ProviderUse(
                        fields[0],
                        Long.parseLong(fields[1]),
                        Long.parseLong(fields[2]),
                        fields[3].equals(NONE) ? null : Duration.ofMillis(Long.parseLong(fields[3]))))
                .toList();
    }
}
