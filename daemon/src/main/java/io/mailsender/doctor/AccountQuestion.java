package io.mailsender.doctor;

import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.LookupReason;
import io.mailsender.provider.Provider;

/** One look-up of a provider's account. */
record AccountQuestion(Provider provider, AccountLookup account, LookupReason reason) {

    AccountQuestion(Provider provider, AccountLookup account) {
        this(provider, account, new LookupReason());
    }
}
