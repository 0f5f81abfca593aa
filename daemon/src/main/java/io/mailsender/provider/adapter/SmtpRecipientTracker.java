package io.mailsender.provider.adapter;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.Outcome;
import io.mailsender.provider.Outcome.Cause;
import io.mailsender.provider.Outcome.Rejected;
import io.mailsender.provider.Outcome.Unavailable;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The recipients of one transaction: how many the server took, and what it said of the others. */
final class SmtpRecipientTracker {

    /** The whole transaction's outcome where none was taken: what says most about the provider comes first. */
    private static final List<Cause> WEIGHT =
            List.of(Cause.ACCOUNT, Cause.THROTTLED, Cause.DEFERRED, Cause.UNSUPPORTED, Cause.OVERFLOW);

    private final Map<EmailAddress, Outcome> refused = new LinkedHashMap<>();
    private int taken;
    private boolean judgedOne;

    void taken() {
        taken++;
    }

    void refused(EmailAddress recipient, Outcome outcome) {
        refused.put(recipient, outcome);
    }

    /** The refusal that comes is a verdict on the one mailbox that was taken. */
    void judgedTheOneTaken() {
        judgedOne = true;
    }

    int takenCount() {
        return taken;
    }

    /** What {@link Outcome.Sent} says of those that were not taken. */
    Map<EmailAddress, Outcome> refused() {
        return refused;
    }

    /** None was taken: rejected only where all are; else what may be tried elsewhere goes on, each recipient with its own. */
    Outcome noneTaken() {
        Collection<Outcome> all = refused.values();
        Unavailable whole = all.stream()
                .filter(Unavailable.class::isInstance)
                .map(Unavailable.class::cast)
                .min(Comparator.comparingInt(u -> WEIGHT.indexOf(u.cause())))
                .orElse(null);
        return whole == null
                ? new Rejected(all.iterator().next().reply(), refused)
                : new Unavailable(whole.cause(), whole.reply(), whole.retryAfter(), refused);
    }

    /**
     * The transaction was refused as a whole after some recipients had been. Who was rejected stays so. Who was put off has that
     * reason only where the rest may go on, too, or the refusal is of another mailbox; who was one too many for the transaction
     * shares the whole's, or comes later.
     */
    Outcome with(Outcome whole) {
        return whole.fold(
                sent -> sent,
                rejected -> new Rejected(rejected.reply(), own(judgedOne)),
                u -> new Unavailable(u.cause(), u.reply(), u.retryAfter(), own(true)),
                unknown -> unknown);
    }

    private Map<EmailAddress, Outcome> own(boolean putOff) {
        return refused.entrySet().stream()
                .filter(e -> e.getValue() instanceof Rejected || (putOff && (judgedOne || !isOverflow(e.getValue()))))
                .collect(Collectors.toMap(Map.Entry::getKey, e -> later(e.getValue())));
    }

    /** Overflow is for what follows a mail that was taken. */
    private static Outcome later(Outcome outcome) {
        return isOverflow(outcome) ? new Unavailable(Cause.DEFERRED, outcome.reply()) : outcome;
    }

    private static boolean isOverflow(Outcome outcome) {
        return outcome instanceof Unavailable u && u.cause() == Cause.OVERFLOW;
    }
}
