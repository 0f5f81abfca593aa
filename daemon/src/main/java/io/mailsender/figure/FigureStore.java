package io.mailsender.figure;

import io.mailsender.common.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Counts messages. No method reads more than a bounded number of rows. {@code owner} is whose messages count; {@code null} for all. A
 * stage completes with a {@link StoreUnavailableException} if the store could not be read.
 */
public interface FigureStore {

    /** Where the counting of waiting messages stops. */
    int BOUND = 10_000;

    /** How many rows are read in search of the messages of one owner; also where the counting within a bucket stops. */
    int SCAN = 100_000;

    /** The buckets from one time to another, oldest first. */
    CompletionStage<List<Counted>> buckets(@Nullable String owner, Instant from, Instant until, Duration width);

    /** What happened in a bucket. */
    record Counted(
            Instant at,
            BoundedCount accepted,
            BoundedCount sent,
            BoundedCount delivered,
            BoundedCount failed,
            BoundedCount rejected,
            BoundedCount unknown) {}

    CompletionStage<QueueDepth> depth(@Nullable String owner);

    /** The messages that are unknown now. */
    CompletionStage<Held> unknown(@Nullable String owner);

    /** @param oldest since when the oldest one is held; {@code null} if there is none */
    record Held(BoundedCount messages, @Nullable Instant oldest) {}

    /**
     * The last replies to the latest messages that ended with a status since then, newest first; at most 200.
     *
     * @param status such as {@code failed}
     */
    CompletionStage<List<LastReply>> failures(@Nullable String owner, String status, Instant since);

    /** @param text may quote addresses and content */
    record LastReply(String provider, int statusCode, String text) {}

    /** The nodes, with the messages that they are sending. */
    CompletionStage<List<QueueView.NodeView>> nodes(@Nullable String owner);

    /** When the next messages are due that are not due yet, soonest first. */
    CompletionStage<List<QueueView.NextDue>> next(@Nullable String owner, int limit);

    /** How much of the disk with the database is free; {@code null} if the database is elsewhere. */
    @Nullable
    Disk disk();

    /** @param free in bytes @param total in bytes */
    record Disk(long free, long total) {}

    /** The time by the clock of the store. */
    Instant now();
}
