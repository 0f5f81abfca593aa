package io.mailsender.suppression;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries of the suppression list. */
@Serdeable
@Schema(name = "SuppressionList", description = "Entries of the suppression list, in the order of their addresses.")
record SuppressionPage(
        List<SuppressionView> suppressions,

        @Schema(description = "The `cursor` of the next page; absent on the last page.") @Nullable
        String next) {}
