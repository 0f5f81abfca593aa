package io.mailsender.figure;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Finds things that need a person. */
interface AttentionSource {

    /** @param owner whose messages, webhooks and keys; {@code null} for all */
    CompletionStage<List<Found>> find(@Nullable String owner);

    /** Something that was found. */
    record Found(AttentionKind kind, AttentionItem item) {}
}
