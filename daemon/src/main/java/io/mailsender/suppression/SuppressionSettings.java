package io.mailsender.suppression;

import io.mailsender.common.Word;
import io.mailsender.provider.event.SuppressionReason;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Settings {@code suppression}. A duration of zero means: does not expire.
 *
 * @param enabled whether suppressed recipients are left out, and reports add entries; the list can be changed in any case
 * @param scope of the entries that reports add
 * @param softBounces after how many soft bounces without a delivery in between an address is suppressed; 0 for never
 * @param suppressedAtProviders whether an address that a provider reports as suppressed by itself is suppressed here, too
 * @param liftAtProviders whether removing an entry also removes it at the providers, unless the request says otherwise
 */
@ConfigurationProperties("suppression")
public record SuppressionSettings(
        @Bindable(defaultValue = "true") boolean enabled,
        @Bindable(defaultValue = "GLOBAL") EntryScope scope,
        @Bindable(defaultValue = "true") boolean hardBounces,
        @Bindable(defaultValue = "true") boolean complaints,
        @Bindable(defaultValue = "true") boolean unsubscribes,
        @Bindable(defaultValue = "true") boolean suppressedAtProviders,
        @Bindable(defaultValue = "5") @Min(0) @Max(1_000) int softBounces,
        @Bindable(defaultValue = "365d") Duration keepHardBounces,
        @Bindable(defaultValue = "30d") Duration keepSoftBounces,
        @Bindable(defaultValue = "0s") Duration keepComplaints,
        @Bindable(defaultValue = "0s") Duration keepUnsubscribes,
        @Bindable(defaultValue = "30d") Duration keepSuppressedAtProviders,
        @Bindable(defaultValue = "false") boolean liftAtProviders) {

    /** The scope of the entries that reports add. */
    public enum EntryScope {
        GLOBAL,
        /** The messages of the API key that sent the message. */
        KEY;

        @Override
        public String toString() {
            return Word.of(this);
        }
    }

    public SuppressionSettings {
        requireNotNegative("keep-hard-bounces", keepHardBounces);
        requireNotNegative("keep-soft-bounces", keepSoftBounces);
        requireNotNegative("keep-complaints", keepComplaints);
        requireNotNegative("keep-unsubscribes", keepUnsubscribes);
        requireNotNegative("keep-suppressed-at-providers", keepSuppressedAtProviders);
    }

    private static void requireNotNegative(String setting, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(setting + " must not be negative; 0s means that it does not expire");
        }
    }

    /** The scope of an entry that a report about a message of this owner adds. */
    public String scopeOf(String owner) {
        return scope == EntryScope.KEY ? owner : Suppression.GLOBAL;
    }

    /** When an entry that a report adds expires; {@code null} for never. */
    public @Nullable Instant expiry(SuppressionReason reason, Instant created) {
        Duration keep = switch (reason) {
            case HARD_BOUNCE -> keepHardBounces;
            case SOFT_BOUNCES -> keepSoftBounces;
            case COMPLAINT -> keepComplaints;
            case UNSUBSCRIBE -> keepUnsubscribes;
            case SUPPRESSED_AT_PROVIDER -> keepSuppressedAtProviders;
            case MANUAL -> Duration.ZERO;
        };
        return keep.isZero() ? null : created.plus(keep);
    }
}
