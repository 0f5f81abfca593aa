package io.mailsender.console.screen;

import io.mailsender.access.Caller;
import io.mailsender.http.ProblemException;
import io.mailsender.status.BulkActions;
import io.mailsender.status.BulkRequest;
import io.mailsender.status.BulkResult;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What is done with many messages. */
enum BulkDeed {
    RESEND("resend", "Resend", "sent again to the recipients who do not have it"),
    RESEND_ALL("resend-all", "Resend", "sent again to the recipients who do not have it"),
    CANCEL("cancel", "Cancel", "cancelled"),
    CANCEL_ALL("cancel-all", "Cancel", "cancelled"),
    SENT("sent", "Settle as sent", "settled as sent"),
    SENT_ALL("sent-all", "Settle as sent", "settled as sent"),
    FAILED("failed", "Settle as not sent", "settled as failed"),
    FAILED_ALL("failed-all", "Settle as not sent", "settled as failed");

    private static final String ALL = "-all";

    private final String word;
    private final String title;
    private final String participle;

    BulkDeed(String word, String title, String participle) {
        this.word = word;
        this.title = title;
        this.participle = participle;
    }

    static BulkDeed of(@Nullable String word) {
        return Arrays.stream(values())
                .filter(deed -> deed.word.equals(word))
                .findFirst()
                .orElseThrow(
                        () -> ProblemException.badRequest("action", "is missing; go back, and use one of the buttons"));
    }

    String word() {
        return word;
    }

    String title() {
        return title;
    }

    /** Such as {@code cancelled}. */
    String participle() {
        return participle;
    }

    /** Whether it is about all messages that a filter finds, and not about chosen ones. */
    boolean isByFilter() {
        return word.endsWith(ALL);
    }

    CompletionStage<BulkResult> run(BulkActions bulk, Caller caller, BulkRequest request) {
        return switch (this) {
            case RESEND, RESEND_ALL -> bulk.resend(caller, request);
            case CANCEL, CANCEL_ALL -> bulk.cancel(caller, request);
            case SENT, SENT_ALL -> bulk.close(caller, request, "sent");
            case FAILED, FAILED_ALL -> bulk.close(caller, request, "failed");
        };
    }

    /**
     * The question before it.
     *
     * @param count of messages that are meant
     * @param possible how many of the first of them can be changed
     * @param impossible how many of these cannot
     * @param isMore whether there are more than these
     */
    String question(long count, int possible, int impossible, boolean isMore) {
        String which = count == 1 ? "1 message" : count + " messages";
        String first = isMore ? "Of the first " + (possible + impossible) + ", " : "Of these, ";
        String left = impossible == 0 ? "" : " " + first + impossible + " cannot be, and are left as they are.";
        return which + (count == 1 ? " is" : " are") + " to be " + participle + "." + left
                + (this == RESEND || this == RESEND_ALL ? " Recipients of an unknown message may get it twice." : "");
    }
}
