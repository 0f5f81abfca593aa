package io.mailsender.validation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.mailsender.provider.Reply;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** The answers of the providers that were asked to confirm an address. */
@Serdeable
@Schema(description = "The answers of the providers that were asked to confirm an address.")
record ValidationRequested(List<ByProvider> providers) {

    /** The answer of one provider. */
    @Serdeable
    @Schema(name = "ProviderReply")
    record ByProvider(
            @Schema(description = "The provider's configured name.")
            String provider,

            @Schema(description = "The HTTP code of its reply; 0 if there was none.")
            int statusCode,

            @Schema(description = "The text of its reply, or why there was none.")
            String msg,

            @JsonIgnore boolean succeeded) {

        static ByProvider of(String provider, Reply reply, boolean succeeded) {
            return new ByProvider(provider, reply.statusCode(), reply.text(), succeeded);
        }
    }
}
