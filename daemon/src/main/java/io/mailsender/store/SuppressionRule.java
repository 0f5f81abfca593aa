package io.mailsender.store;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.event.EventType;
import io.mailsender.provider.event.Severity;
import io.mailsender.provider.event.SuppressionReason;
import io.mailsender.store.GuardedWrite.Sql;
import io.mailsender.suppression.Suppression;
import io.mailsender.suppression.SuppressionSettings;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's report means for the suppression list. Its statements belong into the transaction that records the report. Only the
 * recipient that the report names is concerned. An entry that exists is never weakened, so a report that is repeated, or comes late,
 * changes nothing.
 */
final class SuppressionRule {

    private final SuppressionSettings settings;
    private final Clock clock;

    /** @param clock of the store */
    SuppressionRule(SuppressionSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param owner of the message
     * @param messageId of the message, which counts once
     * @param provider its name
     * @param severity of a bounce; one without counts as soft
     * @param text the words of the provider or of the recipient's server
     * @param time when it happened, by the provider's clock
     * @return to be executed in this order; none if the report means nothing for the list
     */
    List<Sql> statements(
            String owner,
            String messageId,
            String provider,
            EmailAddress recipient,
            EventType type,
            @Nullable Severity severity,
            String text,
            Instant time) {
        if (!settings.enabled()) {
            return List.of();
        }
        Instant now = clock.instant();
        // The clock of a vendor may be wrong: an entry must not expire later than if it were made now.
        Instant created = time.isAfter(now) ? now : time;
        String scope = settings.scopeOf(owner);
        return switch (type) {
            case BOUNCED ->
                severity == Severity.HARD
                        ? add(
                                settings.hardBounces(),
                                entry(SuppressionReason.HARD_BOUNCE, scope, provider, recipient, text, created),
                                now)
                        : softBounce(
                                entry(SuppressionReason.SOFT_BOUNCES, scope, provider, recipient, text, created),
                                messageId,
                                now);
            case COMPLAINED ->
                add(
                        settings.complaints(),
                        entry(SuppressionReason.COMPLAINT, scope, provider, recipient, text, created),
                        now);
            case UNSUBSCRIBED ->
                add(
                        settings.unsubscribes(),
                        entry(SuppressionReason.UNSUBSCRIBE, scope, provider, recipient, text, created),
                        now);
            case SUPPRESSED ->
                add(
                        settings.suppressedAtProviders(),
                        entry(SuppressionReason.SUPPRESSED_AT_PROVIDER, scope, provider, recipient, text, created),
                        now);
            case DELIVERED -> List.of(SoftBounceTable.reset(recipient, scope, created));
            default -> List.of();
        };
    }

    private static List<Sql> add(boolean wanted, Suppression entry, Instant now) {
        return wanted ? SuppressionTable.report(entry, now) : List.of();
    }

    private List<Sql> softBounce(Suppression entry, String messageId, Instant now) {
        if (settings.softBounces() == 0) {
            return List.of();
        }
        List<Sql> statements = new ArrayList<>();
        statements.add(SoftBounceTable.count(entry.address(), entry.scope(), messageId, entry.created()));
        statements.addAll(SuppressionTable.reportAfterSoftBounces(entry, settings.softBounces(), now));
        return statements;
    }

    private Suppression entry(
            SuppressionReason reason,
            String scope,
            String provider,
            EmailAddress recipient,
            String text,
            Instant created) {
        return new Suppression(recipient, scope, reason, provider, text, created, settings.expiry(reason, created));
    }
}
