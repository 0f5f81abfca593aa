package io.mailsender.status;

import io.mailsender.http.Audited;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of many messages. */
@Serdeable
@Schema(name = "BulkResult", description = "Which messages were changed, and which were not.")
public record BulkResult(
        @Schema(description = "Whether nothing was changed, because only a forecast was asked for.")
        boolean dryRun,

        @Schema(
                description =
                        "How many messages were found from the `cursor` on; absent if neither `dry_run` nor `expected_count` asked for it.")
        @Nullable
        Long count,

        @Schema(description = "How many messages were changed; with `dry_run`, how many of these first 1,000 would be.")
        int done,

        @Schema(description = "Their ids.") List<String> ids,

        @Schema(description = "The messages that were left as they are, and why.")
        List<Skipped> skipped,

        @Schema(
                description =
                        "Why not all of the messages were looked at: a quota is used up, or the store failed. Repeat the request later, with `next` or `left`.")
        @Nullable
        String stopped,

        @Schema(description = "Of the `ids` of the request, those that were not looked at; absent if there are none.")
        @Nullable
        List<String> left,

        @Schema(description = "The `cursor` of the next messages that the filter finds; absent if there are no more.")
        @Nullable
        String next)
        implements Audited {

    public BulkResult {
        ids = List.copyOf(ids);
        skipped = List.copyOf(skipped);
        left = left == null ? null : List.copyOf(left);
    }

    /** A message that was left as it is. */
    @Serdeable
    @Schema(name = "SkippedMessage", description = "A message that was left as it is.")
    public record Skipped(
            String id, @Schema(description = "Why.") String msg) {}

    @Override
    public void audit(Entries entries) {
        if (!dryRun) {
            ids.forEach(id -> entries.add(id, "done"));
            skipped.forEach(message -> entries.add(message.id(), "skipped"));
        }
    }
}
