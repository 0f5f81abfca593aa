package io.mailsender.validation;

import io.mailsender.message.EmailAddress;
import io.mailsender.provider.AddressValidation;
import io.mailsender.provider.LookupReason;

/** One question to a provider about an address. */
record AddressQuestion(String provider, AddressValidation validation, EmailAddress address, LookupReason reason) {

    AddressQuestion(String provider, AddressValidation validation, EmailAddress address) {
        this(provider, validation, address, new LookupReason());
    }
}
