package io.mailsender.provider;

import io.mailsender.message.EmailAddress;
import java.util.concurrent.CompletionStage;

/** Asks a provider for the validation status of an address, and to send its confirmation mail. Both may be repeated safely. */
public interface AddressValidation {

    /**
     * @return completes exceptionally with {@link LookupFailedException} if the provider could not be asked
     */
    CompletionStage<Status> status(EmailAddress address);

    /**
     * Asks the provider to send its confirmation mail.
     *
     * @return the provider's reply; completes exceptionally with {@link LookupFailedException} if it could not be asked
     */
    CompletionStage<Reply> request(EmailAddress address);

    /** The validation status of an address, in the words of Amazon SES (API v1), which callers already use. */
    enum Status {
        SUCCESS("Success"),
        PENDING("Pending"),
        FAILED("Failed"),
        TEMPORARY_FAILURE("TemporaryFailure"),
        NOT_STARTED("NotStarted"),
        UNVALIDATED("Unvalidated"),
        UNKNOWN("Unknown");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
