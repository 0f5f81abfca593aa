package io.mailsender.provider;

import io.mailsender.message.EmailAddress;
import java.util.concurrent.CompletionStage;

/** Asks a provider whether it may mail to an address, and to confirm one. Repeating either is safe. */
public interface AddressValidation {

    /**
     * @return fails with {@link LookupFailedException} where the provider could not be asked
     */
    CompletionStage<Status> status(EmailAddress address);

    /**
     * Asks the provider to send its confirmation mail.
     *
     * @return what the provider said; fails with {@link LookupFailedException} where it could not be asked
     */
    CompletionStage<Reply> request(EmailAddress address);

    /** What a provider knows of an address, in the words of Amazon SES (API v1), which callers already use. */
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
