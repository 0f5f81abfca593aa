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

/** Tracks the recipients of one transaction: how many the server accepted, and the outcomes of the others. */
final class SmtpRecipientTracker {

    /** Which refusal decides for the transaction if none is accepted: the one that says most about the provider comes first. */
    private static final List<Cause> WEIGHT =
            List.of(Cause.ACCOUNT, Cause.THROTTLED, Cause.DEFERRED, Cause.UNSUPPORTED, Cause.OVERFLOW);

    private final Map<EmailAddress, Outcome> refused = new LinkedHashMap<>();
    private int accepted;
    private boolean onlyOneJudged;

    void accepted() {
        accepted++;
    }

    void refused(EmailAddress recipient, Outcome outcome) {
        refused.put(recipient, outcome);
    }

    /** Records that the refusal of the transaction judges the only accepted recipient. */
    void onlyOneJudged() {
        onlyOneJudged = true;
    }

    int acceptedCount() {
        return accepted;
    }

    Map<EmailAddress, Outcome> refused() {
        return refused;
    }

    /** The outcome if no recipient was accepted: rejected if all are, otherwise unavailable, with each recipient's own outcome. */
    Outcome noneAccepted() {
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
     * Adds the outcomes of single recipients to that of the whole transaction. A rejected recipient stays rejected. A deferred one keeps
     * its own outcome if the transaction may be repeated elsewhere, or if the refusal judges the only accepted recipient. One beyond the
     * limit of the transaction is deferred if the refusal judges the only accepted recipient, and otherwise shares the whole's outcome.
     */
    Outcome with(Outcome whole) {
        return whole.fold(
                sent -> sent,
                rejected -> new Rejected(rejected.reply(), own(onlyOneJudged)),
                u -> new Unavailable(u.cause(), u.reply(), u.retryAfter(), own(true)),
                unknown -> unknown);
    }

    private Map<EmailAddress, Outcome> own(boolean withDeferred) {
        return refused.entrySet().stream()
                .filter(e -> e.getValue() instanceof Rejected
                        || (withDeferred && (onlyOneJudged || !isOverflow(e.getValue()))))
                .collect(Collectors.toMap(Map.Entry::getKey, e -> overflowDeferred(e.getValue())));
    }

    /** {@link Cause#OVERFLOW} is allowed only after a transaction that succeeded. */
    private static Outcome overflowDeferred(Outcome outcome) {
        return isOverflow(outcome) ? new Unavailable(Cause.DEFERRED, outcome.reply()) : outcome;
    }

    private static boolean isOverflow(Outcome outcome) {
        return outcome instanceof Unavailable u && u.cause() == Cause.OVERFLOW;
    }
}
