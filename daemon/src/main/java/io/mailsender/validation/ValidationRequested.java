package io.mailsender.validation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.mailsender.provider.Reply;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** What the providers answered when they were asked to confirm an address. */
@Serdeable
@Schema(description = "What the providers answered when they were asked to confirm an address.")
record ValidationRequested(List<ByProvider> providers) {

    /** What one provider answered. */
    @Serdeable
    @Schema(name = "ProviderReply")
    record ByProvider(
            @Schema(description = "The provider's configured name.")
            String provider,

            @Schema(description = "Its HTTP code; 0 where there was none.")
            int statusCode,

            @Schema(description = "What it said, or what happened instead.")
            String msg,

            @JsonIgnore boolean succeeded) {

        static ByProvider of(String provider, Reply reply, boolean succeeded) {
            return new ByProvider(provider, reply.statusCode(), reply.text(), succeeded);
        }
    }
}
