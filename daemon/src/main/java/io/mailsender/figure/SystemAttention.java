package io.mailsender.figure;

import static io.mailsender.figure.AttentionText.one;
import static io.mailsender.figure.AttentionText.target;
import static io.mailsender.figure.AttentionText.time;

import io.mailsender.access.KeyExpiry;
import io.mailsender.doctor.CheckedFinding;
import io.mailsender.doctor.Doctor;
import io.mailsender.event.EventStore;
import io.mailsender.event.SourceState;
import io.mailsender.figure.FigureStore.Disk;
import io.mailsender.provider.Finding;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keys that expire, what the last check found, reports that were refused, and the disk. */
@Singleton
@Requires(beans = FigureStore.class)
final class SystemAttention implements AttentionSource {

    private static final Duration EXPIRES_SOON = Duration.ofDays(14);
    private static final Duration REFUSED_LATELY = Duration.ofDays(1);
    private static final long MIB = 1024 * 1024;

    private final FigureStore store;
    private final KeyExpiry keys;
    private final Doctor doctor;
    private final EventStore events;

    SystemAttention(FigureStore store, KeyExpiry keys, Doctor doctor, EventStore events) {
        this.store = store;
        this.keys = keys;
        this.doctor = doctor;
        this.events = events;
    }

    @Override
    public CompletionStage<List<Found>> find(@Nullable String owner) {
        Instant now = store.now();
        List<Found> found = new ArrayList<>(findings());
        if (owner == null) {
            disk(store.disk(), found);
        }
        return keys.within(EXPIRES_SOON, owner).thenCombine(events.sources(), (expiring, sources) -> {
            expiring.forEach(key -> found.add(one(
                    AttentionKind.KEY_EXPIRES,
                    "The key " + key.name() + " expires at " + time(key.expires()) + ", and has no successor.",
                    null,
                    target("keys"))));
            if (owner == null) {
                refused(sources, now, found);
            }
            return found;
        });
    }

    /** Errors before warnings. What the check could not find out needs nobody. */
    private List<Found> findings() {
        return doctor.last().stream()
                .flatMap(checkup -> checkup.findings().stream())
                .filter(checked -> isBad(checked.finding().level()))
                .sorted(Comparator.comparing(
                        (CheckedFinding checked) -> checked.finding().level(), Comparator.reverseOrder()))
                .map(SystemAttention::found)
                .toList();
    }

    private static boolean isBad(Finding.Level level) {
        return level == Finding.Level.ERROR || level == Finding.Level.WARNING;
    }

    private static Found found(CheckedFinding checked) {
        Finding finding = checked.finding();
        return one(
                AttentionKind.FINDING,
                (checked.provider() == null ? "" : checked.provider() + ": ")
                        + finding.text()
                        + (finding.remedy() == null ? "" : "; " + finding.remedy()),
                checked.at(),
                target("findings"));
    }

    private static void refused(Map<String, SourceState> sources, Instant now, List<Found> found) {
        sources.forEach((provider, state) -> {
            if (state.refused().isAfter(now.minus(REFUSED_LATELY))) {
                found.add(one(
                        AttentionKind.REPORTS_REFUSED,
                        "Reports of " + provider + " were refused at " + time(state.refused())
                                + ", as they were too many. They come again.",
                        state.refused(),
                        target("provider", "name", provider)));
            }
        });
    }

    /** Less than 512 MiB, or than 5% of the disk, but not if that is more than 5 GiB. */
    private static void disk(@Nullable Disk disk, List<Found> found) {
        if (disk == null || disk.free() >= Math.max(512 * MIB, Math.min(disk.total() / 20, 5_120 * MIB))) {
            return;
        }
        found.add(one(
                AttentionKind.DISK_FULL,
                String.format(Locale.ROOT, "Only %,d MiB are free on the disk with the store.", disk.free() / MIB),
                null,
                target("store")));
    }
}
