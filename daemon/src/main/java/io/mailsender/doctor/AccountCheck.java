package io.mailsender.doctor;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Looks up the account of a provider. */
interface AccountCheck {

    /** Completes normally, at the latest after twice {@link ProviderAccountCheck#TIMEOUT}. */
    CompletableFuture<List<CheckedFinding>> findings(AccountQuestion question);
}
