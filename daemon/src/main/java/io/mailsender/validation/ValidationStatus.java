package io.mailsender.validation;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the providers know of an address. */
@Serdeable
@Schema(description = "What the providers that require validated addresses know of one.")
record ValidationStatus(String address, List<ByProvider> providers) {

    /** What one provider knows of an address. */
    @Serdeable
    @Schema(name = "ProviderValidation")
    record ByProvider(
            @Schema(description = "The provider's configured name.")
            String provider,

            @Schema(
                    description =
                            "`Success`, `Pending`, `Failed`, `TemporaryFailure`, `NotStarted`; `Unvalidated` where the provider does not know the address; `Unknown` where it could not be asked.")
            String validation,

            @Schema(description = "Why it could not be asked.") @Nullable
            String msg) {}
}
