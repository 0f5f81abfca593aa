package io.mailsender.store;

import io.mailsender.store.GuardedWrite.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends statements with the same text together, in one round trip to a database server. */
final class StatementBatch {

    private final Map<String, List<@Nullable Object[]>> parameters = new LinkedHashMap<>();

    /** @return for each write whether its guard changed a row, and so its other statements were executed */
    static boolean[] write(Connection connection, List<GuardedWrite> writes) throws SQLException {
        return write(connection, writes, List.of());
    }

    /**
     * @param first the texts of the other statements that are executed before all others, in this order
     * @return for each write whether its guard changed a row, and so its other statements were executed
     */
    static boolean[] write(Connection connection, List<GuardedWrite> writes, List<String> first) throws SQLException {
        StatementBatch guards = new StatementBatch();
        writes.forEach(write -> guards.add(write.guard()));
        Map<String, int[]> rows = guards.execute(connection);
        Map<String, Integer> seen = new LinkedHashMap<>();
        boolean[] held = new boolean[writes.size()];
        StatementBatch others = new StatementBatch();
        first.forEach(text -> others.parameters.put(text, new ArrayList<>()));
        for (int i = 0; i < held.length; i++) {
            GuardedWrite write = writes.get(i);
            int at = seen.merge(write.guard().text(), 1, Integer::sum) - 1;
            held[i] = rows.getOrDefault(write.guard().text(), new int[0])[at] > 0;
            if (held[i]) {
                write.others().forEach(others::add);
            }
        }
        others.execute(connection);
        return held;
    }

    /** Executes statements that need no guard; those with the same text together, at the place of the first one. */
    static void execute(Connection connection, List<Sql> sqls) throws SQLException {
        StatementBatch batch = new StatementBatch();
        sqls.forEach(batch::add);
        batch.execute(connection);
    }

    static void bind(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    /** The condition that selects the rows of these messages; each id is a parameter. */
    static String whereMessageIn(Collection<String> ids) {
        return " WHERE message_id IN (" + "?, ".repeat(ids.size() - 1) + "?)";
    }

    void add(Sql sql) {
        parameters.computeIfAbsent(sql.text(), text -> new ArrayList<>()).add(sql.parameters());
    }

    /** @return the number of rows that each statement changed, by its text */
    Map<String, int[]> execute(Connection connection) throws SQLException {
        Map<String, int[]> rows = new LinkedHashMap<>();
        for (Map.Entry<String, List<@Nullable Object[]>> sql : parameters.entrySet()) {
            if (sql.getValue().isEmpty()) {
                continue;
            }
            try (PreparedStatement statement = connection.prepareStatement(sql.getKey())) {
                for (@Nullable Object[] row : sql.getValue()) {
                    bind(statement, row);
                    statement.addBatch();
                }
                rows.put(sql.getKey(), statement.executeBatch());
            }
        }
        return rows;
    }
}
