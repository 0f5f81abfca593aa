package io.mailsender.delivery;

import io.mailsender.message.EmailAddress;
import io.mailsender.message.Envelope;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Sent;
import io.mailsender.provider.Outcome.Unavailable;
import io.mailsender.provider.Outcome.Unknown;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The attempts of one round with their recipients, and what they mean for each recipient. */
final class AttemptLog {

    private final List<Entry> entries = new ArrayList<>();
    private final Map<Integer, Attempt> late = new ConcurrentHashMap<>();

    private record Entry(Attempt attempt, Envelope envelope) {}

    void add(Attempt attempt, Envelope envelope) {
        entries.add(new Entry(attempt, envelope));
    }

    /** Notes the true outcome of an attempt that was unknown. May be called by any thread; it counts from the next look on. */
    void correct(Attempt attempt) {
        late.put(attempt.number(), attempt);
    }

    /** What is known now, and stays so. */
    AttemptLog snapshot() {
        AttemptLog seen = new AttemptLog();
        entries.forEach(entry -> seen.add(known(entry), entry.envelope()));
        return seen;
    }

    /** In the order in which they were made. */
    List<Attempt> attempts() {
        return entries.stream().map(this::known).toList();
    }

    int size() {
        return entries.size();
    }

    /** The outcomes for one recipient, in order. */
    private Stream<Outcome> of(EmailAddress recipient) {
        return entries.stream()
                .filter(entry -> entry.envelope().recipients().contains(recipient))
                .map(entry -> known(entry).outcome().of(recipient));
    }

    boolean isSent(EmailAddress recipient) {
        return of(recipient).anyMatch(Sent.class::isInstance);
    }

    /** The last outcome for a recipient; {@code null} where no attempt was for it. */
    @Nullable
    Outcome last(EmailAddress recipient) {
        return of(recipient).reduce(null, (before, next) -> next);
    }

    /** Whether the last word on a recipient was one of its own, and not about the provider or the message as a whole. */
    boolean isOwn(EmailAddress recipient) {
        return entries.stream()
                .filter(entry -> entry.envelope().recipients().contains(recipient))
                .map(entry -> known(entry).outcome())
                .reduce((before, next) -> next)
                .filter(whole ->
                        whole.of(recipient) != whole || whole instanceof Unavailable u && u.cause() == Cause.DEFERRED)
                .isPresent();
    }

    /** Those of the recipients that no attempt has reached and no provider has refused for good. */
    List<EmailAddress> open(Collection<EmailAddress> recipients) {
        return recipients.stream()
                .filter(recipient -> !isSent(recipient) && rejection(recipient).isEmpty())
                .toList();
    }

    /** A provider's verdict on a recipient; a late one may come before the attempt that followed. */
    Optional<Rejected> rejection(EmailAddress recipient) {
        return of(recipient)
                .filter(Rejected.class::isInstance)
                .map(Rejected.class::cast)
                .findFirst();
    }

    /** Whether the last word on a recipient was that its mailbox cannot take the message now. */
    boolean isDeferredByMailbox(EmailAddress recipient) {
        return last(recipient) instanceof Unavailable u && u.cause() == Cause.DEFERRED;
    }

    /** Whether a provider was asked and each time said that it cannot carry the message. */
    boolean isUnsupportedBy(String provider) {
        List<Attempt> asked =
                attempts().stream().filter(a -> a.provider().equals(provider)).toList();
        return !asked.isEmpty()
                && asked.stream().allMatch(a -> a.outcome() instanceof Unavailable u && u.cause() == Cause.UNSUPPORTED);
    }

    /** Those of the recipients that the last attempt left over, because they were too many for one transaction. */
    List<EmailAddress> leftOver(Collection<EmailAddress> recipients) {
        return recipients.stream()
                .filter(recipient -> last(recipient) instanceof Unavailable u && u.cause() == Cause.OVERFLOW)
                .toList();
    }

    /** The attempts that may have sent it. */
    List<Attempt> unknown() {
        return attempts().stream()
                .filter(attempt -> attempt.outcome() instanceof Unknown)
                .toList();
    }

    private Attempt known(Entry entry) {
        return late.getOrDefault(entry.attempt().number(), entry.attempt());
    }
}
