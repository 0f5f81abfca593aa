package io.mailsender.doctor;

import io.mailsender.common.AsyncFailure;
import io.mailsender.provider.Finding;
import io.mailsender.provider.LookupFailedException;
import java.util.concurrent.CompletionStage;

/** Turns a failed DNS look-up into a finding: a silent name server must not look like a missing record. */
final class DnsAnswer {

    private DnsAnswer() {}

    static CompletionStage<Finding> orUnknown(CompletionStage<Finding> finding) {
        return finding.exceptionally(failure -> Finding.unknown(
                Finding.Check.DNS,
                AsyncFailure.cause(failure) instanceof LookupFailedException lookup
                        ? lookup.reply().text()
                        : "internal error: " + failure,
                "check this machine's name servers, and run the check again"));
    }
}
