package io.mailsender.suppression;

import io.mailsender.http.FieldError;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of an import. */
@Serdeable
@Schema(description = "The result of an import.")
public record SuppressionImported(
        @Schema(description = "The addresses that are on the list now, whether they were before or not.")
        long imported,

        @Schema(description = "The lines that could not be used.")
        long rejected,

        @Schema(description = "Why not: the first 1000 of them, such as `line 7`. Absent if there is none.") @Nullable
        List<FieldError> errors) {}
