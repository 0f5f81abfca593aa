package io.mailsender.doctor;

import io.mailsender.provider.AccountLookup;
import io.mailsender.provider.DomainRecordLookup;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Checks whether the SPF record of a sender's domain allows a provider that uses the sender's address as the return path. */
@Singleton
final class SpfCheck {

    private final DomainRecordLookup dns;

    SpfCheck(DomainRecordLookup dns) {
        this.dns = dns;
    }

    /** Completes normally. */
    CompletionStage<Finding> finding(AccountLookup account, String domain) {
        return DnsAnswer.orUnknown(
                new SpfWalk(dns).from(domain).thenApply(walk -> finding(walk, domain, account.spfInclude())));
    }

    private static Finding finding(SpfWalk walk, String domain, Optional<String> include) {
        String term = include.map(name -> "include:" + name).orElse("ip4:ADDRESS");
        String ofProvider = include.isPresent() ? term : term + " for each address that the relay sends from";
        if (!walk.found()) {
            return Finding.warning(
                    Check.DNS,
                    domain + " has no SPF record",
                    "publish a TXT record \"v=spf1 " + term + " ~all\" for " + domain
                            + (include.isPresent() ? "" : ", with " + ofProvider));
        }
        boolean isAllowed = include.filter(walk::reaches).isPresent();
        if (walk.fault().isPresent()) {
            String text = "the SPF record of " + domain + " is broken: "
                    + walk.fault().get();
            return isAllowed
                    ? Finding.warning(Check.DNS, text, "correct the record; receivers get to " + term + " before that")
                    : Finding.error(Check.DNS, text, "correct the record, so that receivers do not ignore it");
        }
        if (include.isEmpty() || isAllowed) {
            String all = walk.all().map(qualifier -> qualifier + "all").orElse("no \"all\"");
            return walk.all().filter("+"::equals).isPresent()
                    ? Finding.warning(
                            Check.DNS,
                            "the SPF record of " + domain + " ends in +all, which allows every machine to send",
                            "end it in ~all or -all")
                    : Finding.ok(
                            Check.DNS,
                            isAllowed
                                    ? "the SPF record of " + domain + " includes " + include.get()
                                    : domain + " has an SPF record (" + all
                                            + "); it must allow the addresses that the relay sends from");
        }
        String text = "the SPF record of " + domain + " does not include " + include.get();
        String remedy = "add " + ofProvider + " to it";
        return walk.all().filter("-"::equals).isPresent()
                ? Finding.error(Check.DNS, text + " and ends in -all, so receivers refuse this provider's mail", remedy)
                : Finding.warning(Check.DNS, text, remedy);
    }
}
