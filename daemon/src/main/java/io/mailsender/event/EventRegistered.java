package io.mailsender.event;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/** What a vendor was told. */
@Serdeable
@Schema(name = "EventRegistration", description = "What a vendor was told.")
public record EventRegistered(
        @Schema(description = "The URL that the vendor posts to.")
        String url,

        @Schema(description = "What was done.") String msg) {}
