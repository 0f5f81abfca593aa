package io.mailsender.store;

import io.mailsender.message.MessageId;
import io.mailsender.store.EventTable.Waiting;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The messages that events may be about: by our own id in the report, else by the provider's.
 *
 * @param byProvider for each provider, the messages by the provider's id of them
 * @param ids of all messages
 */
record MessageCandidates(Map<String, Map<String, String>> byProvider, Set<String> ids) {

    static MessageCandidates of(Connection connection, List<Waiting> events) throws SQLException {
        Map<String, Set<String>> wanted = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (Waiting waiting : events) {
            Optional<String> own = ownId(waiting);
            own.ifPresent(ids::add);
            wanted.computeIfAbsent(waiting.provider(), provider -> new LinkedHashSet<>())
                    .addAll(waiting.event().subject().providerIds());
        }
        Map<String, Map<String, String>> byProvider = new HashMap<>();
        for (Map.Entry<String, Set<String>> one : wanted.entrySet()) {
            if (!one.getValue().isEmpty()) {
                Map<String, String> found = AttemptTable.messages(connection, one.getKey(), one.getValue());
                byProvider.put(one.getKey(), found);
                ids.addAll(found.values());
            }
        }
        return new MessageCandidates(byProvider, ids);
    }

    /** The ids of the messages that an event may be about, the likeliest first. */
    List<String> of(Waiting waiting) {
        Map<String, String> known = byProvider.getOrDefault(waiting.provider(), Map.of());
        Stream<String> byProviderId =
                waiting.event().subject().providerIds().stream().map(known::get).filter(Objects::nonNull);
        return Stream.concat(ownId(waiting).stream(), byProviderId).distinct().toList();
    }

    private static Optional<String> ownId(Waiting waiting) {
        return Optional.ofNullable(waiting.event().subject().messageId()).filter(MessageId::isValue);
    }
}
