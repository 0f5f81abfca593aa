package io.mailsender.store;

import io.mailsender.message.MessageId;
import io.mailsender.queue.MessageFilter;
import io.mailsender.queue.MessageFilter.Position;
import io.mailsender.queue.MessagePage;
import io.mailsender.queue.MessageStore.MessageCount;
import io.mailsender.queue.StoredMessage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists and counts messages. What an index finds is read from there. All else is looked for in the order of the list, among a bounded
 * number of messages: a word that is in no subject must not cost a million rows.
 */
final class MessageListQuery {

    private static final String ORDER = " ORDER BY accepted DESC, id DESC LIMIT ?";

    private final StringBuilder where = new StringBuilder(" WHERE 1 = 1");
    private final List<Object> parameters = new ArrayList<>();

    /** Whether the tag is on few messages, so that they are all looked up; else the tags of each message in the list are. */
    private final boolean hasRareTag;

    private MessageListQuery(boolean hasRareTag) {
        this.hasRareTag = hasRareTag;
    }

    static MessagePage list(Connection connection, MessageFilter filter) throws SQLException {
        boolean hasRareTag = hasRareTag(connection, filter);
        Position end = scanEnd(connection, filter, hasRareTag);
        MessageListQuery query = new MessageListQuery(hasRareTag).matching(filter, end);
        query.parameters.add(filter.limit() + 1);
        List<StoredMessage> found = MessageReads.select(connection, query.where + ORDER, query.parameters);
        if (found.size() > filter.limit()) {
            List<StoredMessage> page = found.subList(0, filter.limit());
            return new MessagePage(page, Position.of(page.get(page.size() - 1)));
        }
        return new MessagePage(found, end);
    }

    static MessageCount count(Connection connection, MessageFilter filter) throws SQLException {
        boolean hasRareTag = hasRareTag(connection, filter);
        Position end = scanEnd(connection, filter, hasRareTag);
        MessageListQuery query = new MessageListQuery(hasRareTag).matching(filter, end);
        try (PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM message" + query.where)) {
            StatementBatch.bind(select, query.parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new MessageCount(row.getLong(1), end);
            }
        }
    }

    private static boolean hasRareTag(Connection connection, MessageFilter filter) throws SQLException {
        if (filter.tag() == null) {
            return false;
        }
        try (PreparedStatement select =
                connection.prepareStatement("SELECT 1 FROM tag WHERE tag = ? LIMIT 1 OFFSET ?")) {
            StatementBatch.bind(select, filter.tag(), filter.scan());
            try (ResultSet row = select.executeQuery()) {
                return !row.next();
            }
        }
    }

    /** The last message to look at; {@code null} if there are fewer. The index alone answers this. */
    private static @Nullable Position scanEnd(Connection connection, MessageFilter filter, boolean hasRareTag)
            throws SQLException {
        if (!needsScan(filter, hasRareTag)) {
            return null;
        }
        MessageListQuery query = new MessageListQuery(hasRareTag).range(filter);
        query.parameters.add(1);
        query.parameters.add(filter.scan() - 1);
        try (PreparedStatement select =
                connection.prepareStatement("SELECT accepted, id FROM message" + query.where + ORDER + " OFFSET ?")) {
            StatementBatch.bind(select, query.parameters.toArray());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Position(Instant.ofEpochMilli(row.getLong(1)), row.getString(2)) : null;
            }
        }
    }

    private static boolean needsScan(MessageFilter filter, boolean hasRareTag) {
        boolean isIndexed = filter.recipient() != null
                || hasRareTag
                || filter.messageId() != null
                || filter.providerMessageId() != null
                || RecipientQuery.isIndexed(filter.recipientState());
        boolean isSelective = filter.status() != null
                || filter.recipientState() != null
                || filter.tag() != null
                || !filter.words().isEmpty()
                || filter.provider() != null
                || filter.possibleDuplicate() != null;
        return !isIndexed && isSelective;
    }

    private MessageListQuery range(MessageFilter filter) {
        and(" AND owner = ?", filter.owner());
        and(" AND accepted >= ?", InstantColumn.write(filter.since()));
        and(" AND accepted < ?", InstantColumn.write(filter.until()));
        if (filter.after() != null) {
            place(" AND (accepted, id) < (?, ?)", filter.after());
        }
        return this;
    }

    private MessageListQuery matching(MessageFilter filter, @Nullable Position end) {
        range(filter);
        if (end != null) {
            place(" AND (accepted, id) >= (?, ?)", end);
        }
        and(" AND status = ?", filter.status() == null ? null : filter.status().word());
        RecipientQuery.of(filter.recipient(), filter.recipientState()).ifPresent(query -> {
            where.append(query.text());
            parameters.addAll(Arrays.asList(query.parameters()));
        });
        and(
                hasRareTag
                        ? " AND id IN (SELECT message_id FROM tag WHERE tag = ?)"
                        : " AND EXISTS (SELECT 1 FROM tag WHERE tag.tag = ? AND tag.message_id = message.id)",
                filter.tag());
        MessageId id = filter.messageId();
        if (id != null) {
            where.append(" AND (id = ? AND original_id IS NULL AND (domain IS NULL OR domain = ?) OR original_id = ?)");
            parameters.addAll(List.of(id.value(), id.domain(), id.original() == null ? "" : id.original()));
        }
        String theirs = filter.providerMessageId();
        if (theirs != null) {
            where.append(" AND id IN (SELECT message_id FROM attempt WHERE provider_message_id IN (?, ?))");
            parameters.addAll(List.of(theirs, "<" + theirs + ">"));
        }
        for (String word : filter.words()) {
            and(" AND LOWER(subject) LIKE LOWER(?) ESCAPE '!'", "%" + literal(word) + "%");
        }
        and(
                " AND EXISTS (SELECT 1 FROM attempt WHERE attempt.message_id = message.id AND attempt.provider = ?)",
                filter.provider());
        and(" AND possible_duplicate = ?", filter.possibleDuplicate());
        return this;
    }

    private static String literal(String word) {
        return word.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    private void place(String sql, Position position) {
        where.append(sql);
        parameters.add(position.accepted().toEpochMilli());
        parameters.add(position.id());
    }

    private void and(String sql, @Nullable Object value) {
        if (value != null) {
            where.append(sql);
            parameters.add(value);
        }
    }
}
