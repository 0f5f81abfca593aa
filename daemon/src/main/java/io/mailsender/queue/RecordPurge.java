package io.mailsender.queue;

import java.util.concurrent.CompletionStage;

/** Deletes old records besides messages. */
public interface RecordPurge {

    /** Deletes a limited number, so that other writes come in between. @return whether there may be more to delete */
    CompletionStage<Boolean> purge(RetentionSettings settings);
}
