package io.mailsender.status;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of messages. */
@Serdeable
@Schema(name = "MessageList", description = "A page of messages, newest first.")
public record MessageList(
        List<MessageView> messages,

        @Schema(description = "The `cursor` of the next page; absent on the last page.") @Nullable
        String next) {}
