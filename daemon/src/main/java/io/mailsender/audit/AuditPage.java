package io.mailsender.audit;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of the audit. */
@Serdeable
@Schema(name = "AuditPage", description = "A page of the audit, newest first.")
public record AuditPage(
        List<AuditEntryView> entries,

        @Schema(description = "The `cursor` of the next page; absent on the last page.") @Nullable
        String next) {}
