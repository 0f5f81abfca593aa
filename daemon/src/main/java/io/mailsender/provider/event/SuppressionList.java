package io.mailsender.provider.event;

import io.mailsender.message.EmailAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A vendor's own list of addresses that it does not mail to. */
public interface SuppressionList {

    /**
     * One page of the list.
     *
     * @param cursor the {@link Page#next} of the page before; {@code null} for the first page
     * @return completes exceptionally with {@code LookupFailedException}
     */
    CompletionStage<Page> list(@Nullable String cursor);

    /**
     * Removes an address from the list, so that the vendor mails to it again. One that is not on it is no error.
     *
     * @return completes exceptionally with {@code LookupFailedException}, for example if the vendor does not lift complaints
     */
    CompletionStage<Void> remove(EmailAddress address);

    /** @param next {@code null} on the last page */
    record Page(List<Entry> entries, @Nullable String next) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /** @param text the vendor's words; empty if there are none */
    record Entry(EmailAddress address, SuppressionReason reason, Instant since, String text) {}
}
