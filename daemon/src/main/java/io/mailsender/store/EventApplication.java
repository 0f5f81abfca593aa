package io.mailsender.store;

import io.mailsender.delivery.Attempt;
import io.mailsender.delivery.DeliveryStatus;
import io.mailsender.delivery.MessageChange;
import io.mailsender.delivery.RecipientReport;
import io.mailsender.delivery.RecipientStatus;
import io.mailsender.event.AppliedEvent;
import io.mailsender.event.EventMatch;
import io.mailsender.event.EventStore;
import io.mailsender.event.EventStore.Applied;
import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Reply;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.ProviderEvent;
import io.mailsender.queue.StoredMessage;
import io.mailsender.store.EventTable.Waiting;
import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.suppression.Suppression;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Applies events that are due to their messages, in one transaction: the state of the recipient, and the attempt if it was not known
 * that the provider took the message.
 */
final class EventApplication {

    /** The waits of an event without a message. It may be faster than the record of its attempt, or about mail that is not ours. */
    private static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofHours(6));

    /** While a round is in progress, which ends within the delivery's deadline. */
    private static final Duration ROUND = Duration.ofMillis(500);

    /** Nodes write to the suppression list in the same order, so that none waits for a lock of another that waits for one of its own. */
    private static final Comparator<Waiting> ORDER = Comparator.comparing(waiting -> {
        EmailAddress recipient = waiting.event().recipient();
        return recipient == null ? "" : Suppression.key(recipient);
    });

    private final Connection connection;
    private final Instant now;
    private final Dialect dialect;
    private final EventEffects effects;
    private final Map<String, StoredMessage> messages = new HashMap<>();

    /** Another node writes to these messages at this moment. */
    private final Set<String> busy = new HashSet<>();

    private final List<GuardedWrite> writes = new ArrayList<>();
    private final List<Optional<AppliedEvent>> results = new ArrayList<>();
    private final Map<String, Instant> proven = new TreeMap<>();
    private int dropped;

    EventApplication(Connection connection, Dialect dialect, Instant now, EventEffects effects) {
        this.connection = connection;
        this.now = now;
        this.dialect = dialect;
        this.effects = effects;
    }

    Applied apply(List<Waiting> events) throws SQLException {
        MessageCandidates candidates = MessageCandidates.of(connection, events);
        busy.addAll(candidates.ids());
        busy.removeAll(MessageReads.lock(connection, dialect, candidates.ids()));
        messages.putAll(MessageReads.find(connection, candidates.ids()));
        for (Waiting event : events.stream().sorted(ORDER).toList()) {
            match(event, candidates.of(event));
        }
        proven.forEach((provider, began) -> write(EventSourceTable.prove(provider, began)));
        boolean[] written = StatementBatch.write(connection, writes, SoftBounceTable.FIRST);
        List<AppliedEvent> applied = IntStream.range(0, written.length)
                .filter(i -> written[i])
                .mapToObj(results::get)
                .flatMap(Optional::stream)
                .toList();
        return new Applied(events.size(), applied, dropped);
    }

    private void match(Waiting event, List<String> candidates) {
        boolean early = false;
        for (String id : candidates) {
            StoredMessage message = messages.get(id);
            if (message != null && busy.contains(id)) {
                write(EventTable.postpone(event, now.plus(ROUND), event.tries()));
                return;
            }
            if (message != null) {
                EventMatch match = EventMatch.of(event.provider(), event.event(), message);
                if (match.attempt() != null) {
                    apply(event, message, match.attempt());
                    return;
                }
                early |= match.early();
            }
        }
        if (early) {
            write(EventTable.postpone(event, now.plus(ROUND), event.tries()));
        } else {
            postpone(event);
        }
    }

    private void apply(Waiting waiting, StoredMessage message, Attempt attempt) {
        boolean settles = settles(waiting, message, attempt);
        if (settles && message.status() == DeliveryStatus.SENDING) {
            write(EventTable.postpone(waiting, now.plus(ROUND), waiting.tries()));
            return;
        }
        ProviderEvent event = waiting.event();
        List<Sql> others = new ArrayList<>();
        GuardedWrite settled = settles ? settle(waiting, message, attempt) : null;
        StoredMessage after = messages.getOrDefault(message.id(), message);
        boolean isChange = report(waiting, after, attempt, others);
        Sql matched = EventTable.matched(waiting, message.id(), attempt.number());
        if (settled != null) {
            List<Sql> all = new ArrayList<>(settled.others());
            all.add(matched);
            all.addAll(others);
            writes.add(new GuardedWrite(settled.guard(), all));
        } else {
            writes.add(new GuardedWrite(matched, others));
        }
        Duration sinceSent = Duration.between(attempt.began().plus(attempt.duration()), event.time());
        results.add(Optional.of(
                new AppliedEvent(waiting.provider(), event, message.id(), sinceSent, isChange, settled != null)));
        if (!event.isByMail() && (event.type() == EventType.DELIVERED || event.type() == EventType.ACCEPTED)) {
            proven.merge(
                    waiting.provider(), attempt.began(), (first, second) -> first.isAfter(second) ? first : second);
        }
    }

    /**
     * Whether the event shows that the provider took an unknown attempt. A report by mail is about one recipient, and a mail server may
     * have refused others: it settles only an attempt for that one.
     */
    private static boolean settles(Waiting waiting, StoredMessage message, Attempt attempt) {
        ProviderEvent event = waiting.event();
        if (!attempt.isUnknown() || attempt.number() <= message.released() || event.type() == EventType.OTHER) {
            return false;
        }
        List<EmailAddress> recipients = AttemptTable.recipients(message, attempt);
        OptionalInt named = EventMatch.recipient(event, message);
        return !recipients.isEmpty()
                && (!event.isByMail()
                        || named.isPresent()
                                && recipients.equals(List.of(message.recipients()
                                        .get(named.getAsInt())
                                        .address())));
    }

    /** The provider reports the message, so it took it, whatever was known before. */
    private GuardedWrite settle(Waiting waiting, StoredMessage message, Attempt attempt) {
        List<String> ids = waiting.event().subject().providerIds();
        Sent sent =
                new Sent(Reply.none("reported as " + waiting.event().type().word()), ids.isEmpty() ? null : ids.get(0));
        MessageChange change = AttemptTable.settle(message, attempt, sent, now)
                .orElseThrow(() -> new IllegalStateException("an attempt that was read is not part of its message"));
        messages.put(message.id(), message.after(change));
        return MessageWrites.change(message, change, now, effects.outbox());
    }

    /** @return whether it changes the state of the recipient */
    private boolean report(Waiting waiting, StoredMessage message, Attempt attempt, List<Sql> others) {
        OptionalInt position = EventMatch.recipient(waiting.event(), message);
        if (position.isEmpty()) {
            return false;
        }
        RecipientStatus before = message.recipients().get(position.getAsInt());
        RecipientReport report = new RecipientReport(waiting.provider(), waiting.event());
        boolean isCurrent = RecipientReport.isState(waiting.event()) && attempt.number() > message.released();
        boolean isChange = isCurrent && report.isAfter(before.report());
        if (isCurrent) {
            // Also if it changes nothing here: the database decides, in its own order of ids.
            others.add(RecipientReportColumns.write(message.id(), position.getAsInt(), report));
        }
        if (isChange) {
            List<RecipientStatus> states = new ArrayList<>(message.recipients());
            states.set(position.getAsInt(), before.reported(report));
            messages.put(message.id(), message.with(states, message.attempts()));
        }
        others.addAll(effects.of(message, position.getAsInt(), report, isChange, now));
        return isChange;
    }

    /** No message yet. */
    private void postpone(Waiting event) {
        Instant end = event.received().plus(EventStore.LIFE);
        if (!now.isBefore(end)) {
            write(EventTable.drop(event));
            dropped++;
            return;
        }
        Instant next = event.tries() < WAITS.size() ? now.plus(WAITS.get(event.tries())) : end;
        write(EventTable.postpone(event, next.isAfter(end) ? end : next, event.tries() + 1));
    }

    private void write(Sql sql) {
        writes.add(new GuardedWrite(sql, List.of()));
        results.add(Optional.empty());
    }
}
