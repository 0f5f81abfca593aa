package io.mailsender.validation;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The validation of an address by each provider. */
@Serdeable
@Schema(description = "The validation of an address, for each provider that requires it.")
record ValidationStatus(String address, List<ByProvider> providers) {

    /** The validation of an address by one provider. */
    @Serdeable
    @Schema(name = "ProviderValidation")
    record ByProvider(
            @Schema(description = "The provider's configured name.")
            String provider,

            @Schema(
                    description =
                            "`Success`, `Pending`, `Failed`, `TemporaryFailure`, `NotStarted`; `Unvalidated` if the provider does not know the address; `Unknown` if it could not be asked.")
            String validation,

            @Schema(description = "Why the provider could not be asked.") @Nullable
            String msg) {}
}
