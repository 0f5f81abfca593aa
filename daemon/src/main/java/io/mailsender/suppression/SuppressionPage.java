package io.mailsender.suppression;

import io.mailsender.suppression.SuppressionFilter.Position;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries of the suppression list. */
@Serdeable
@Schema(name = "SuppressionList", description = "Entries of the suppression list, in the order of their addresses.")
public record SuppressionPage(
        List<SuppressionView> suppressions,

        @Schema(description = "The `cursor` of the next page; absent on the last page.") @Nullable
        String next) {

    /** @param found the entries of a page, and perhaps one more */
    static SuppressionPage of(List<Suppression> found, int size) {
        List<Suppression> page = found.size() > size ? found.subList(0, size) : found;
        return new SuppressionPage(
                SuppressionView.of(page),
                found.size() > size ? SuppressionQuery.cursor(Position.of(page.get(size - 1))) : null);
    }
}
