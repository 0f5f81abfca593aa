package io.mailsender.delivery;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The attempts of one round, the earlier ones that it settled, and the outcomes of each recipient in them. */
final class AttemptLog {

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Integer, Attempt> corrected = new ConcurrentHashMap<>();
    /** Attempts of earlier rounds, settled in this one, by their number. */
    private final Map<Integer, Entry> earlier = new ConcurrentSkipListMap<>();

    private final int before;

    private record Entry(Attempt attempt, Envelope envelope) {}

    /** @param before the number of attempts in earlier rounds */
    AttemptLog(int before) {
        this.before = before;
    }

    void add(Attempt attempt, Envelope envelope) {
        entries.add(new Entry(attempt, envelope));
    }

    /**
     * Replaces an unknown outcome by the true one. May be called by any thread; later calls of the other methods see it.
     *
     * @param attempt of this round, or an earlier one
     * @return false if it has been replaced before
     */
    boolean correct(Attempt attempt, Envelope envelope) {
        if (attempt.number() <= before) {
            return earlier.putIfAbsent(attempt.number(), new Entry(attempt, envelope)) == null;
        }
        return corrected.putIfAbsent(attempt.number(), attempt) == null;
    }

    /** Whether the outcome of an unknown attempt, of this round or an earlier one, has been replaced. */
    boolean isSettled(Attempt unknown) {
        return earlier.containsKey(unknown.number()) || corrected.containsKey(unknown.number());
    }

    /** A copy that later corrections do not change. */
    AttemptLog snapshot() {
        AttemptLog copy = new AttemptLog(before);
        copy.earlier.putAll(earlier);
        entries.forEach(entry -> copy.add(current(entry), entry.envelope()));
        return copy;
    }

    List<Attempt> attempts() {
        return entries.stream().map(this::current).toList();
    }

    int size() {
        return entries.size();
    }

    /** The outcomes for one recipient, in order. */
    private Stream<Outcome> outcomes(EmailAddress recipient) {
        return all().filter(entry -> entry.envelope().recipients().contains(recipient))
                .map(entry -> current(entry).outcome().of(recipient));
    }

    private Stream<Entry> all() {
        return Stream.concat(earlier.values().stream(), entries.stream());
    }

    boolean isSent(EmailAddress recipient) {
        return outcomes(recipient).anyMatch(Sent.class::isInstance);
    }

    /** The last outcome for a recipient; {@code null} if no attempt included it. */
    @Nullable
    Outcome last(EmailAddress recipient) {
        return outcomes(recipient).reduce(null, (before, next) -> next);
    }

    /** Whether the last outcome is about this recipient, not about the provider or the whole message. */
    boolean isAboutRecipient(EmailAddress recipient) {
        return all().filter(entry -> entry.envelope().recipients().contains(recipient))
                .map(entry -> current(entry).outcome())
                .reduce((before, next) -> next)
                .filter(whole ->
                        whole.of(recipient) != whole || whole instanceof Unavailable u && u.cause() == Cause.DEFERRED)
                .isPresent();
    }

    /** The recipients to whom no attempt sent the message and whom no provider permanently refused. */
    List<EmailAddress> open(Collection<EmailAddress> recipients) {
        return recipients.stream()
                .filter(recipient -> !isSent(recipient) && rejection(recipient).isEmpty())
                .toList();
    }

    /** A provider's permanent refusal of a recipient. A correction can put it before later attempts. */
    Optional<Rejected> rejection(EmailAddress recipient) {
        return outcomes(recipient)
                .filter(Rejected.class::isInstance)
                .map(Rejected.class::cast)
                .findFirst();
    }

    boolean isDeferredByMailbox(EmailAddress recipient) {
        return last(recipient) instanceof Unavailable u && u.cause() == Cause.DEFERRED;
    }

    /** Whether a provider was asked, and every attempt said that it cannot carry the message. */
    boolean isUnsupportedBy(String provider) {
        List<Attempt> asked =
                attempts().stream().filter(a -> a.provider().equals(provider)).toList();
        return !asked.isEmpty()
                && asked.stream().allMatch(a -> a.outcome() instanceof Unavailable u && u.cause() == Cause.UNSUPPORTED);
    }

    /** The recipients that did not fit into the last attempt's transaction. */
    List<EmailAddress> leftOver(Collection<EmailAddress> recipients) {
        return recipients.stream()
                .filter(recipient -> last(recipient) instanceof Unavailable u && u.cause() == Cause.OVERFLOW)
                .toList();
    }

    List<Attempt> unknown() {
        return attempts().stream().filter(Attempt::isUnknown).toList();
    }

    private Attempt current(Entry entry) {
        return corrected.getOrDefault(entry.attempt().number(), entry.attempt());
    }
}
