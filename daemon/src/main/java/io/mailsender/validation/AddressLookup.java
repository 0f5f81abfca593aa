package io.mailsender.validation;

import java.util.concurrent.CompletableFuture;

/** Asks a provider about an address. Each answer completes normally. */
interface AddressLookup {

    CompletableFuture<ValidationStatus.ByProvider> status(AddressQuestion question);

    CompletableFuture<ValidationRequested.ByProvider> request(AddressQuestion question);
}
