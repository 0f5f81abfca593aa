package io.mailsender.submission;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/** A message that is kept and will be delivered. */
@Serdeable
@Schema(
        name = "AcceptedMessage",
        description = "A message that is kept. `GET /messages/{id}` tells what becomes of it.")
public record AcceptedMessage(
        @Schema(description = "The gateway's id of the message.")
        String id,

        @Schema(
                description =
                        "`queued` or `sending`; `unknown` where nobody can tell whether it was sent, and it is held.")
        String status) {}
