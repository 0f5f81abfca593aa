package io.mailsender.doctor;

import io.mailsender.provider.DomainRecordLookup;
import io.mailsender.provider.DomainRecordLookup.Records;
import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Check;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Checks the DNS records that a sender's domain needs, whatever the provider: DMARC, and an MX or address record. */
@Singleton
final class DomainCheck {

    /** How many names the search for a DMARC record may ask (RFC 9989, section 4.10). */
    private static final int MAX_STEPS = 8;

    private final DomainRecordLookup dns;

    DomainCheck(DomainRecordLookup dns) {
        this.dns = dns;
    }

    /** Completes normally. */
    CompletionStage<List<Finding>> findings(String domain) {
        CompletionStage<Finding> dmarc = DnsAnswer.orUnknown(dmarc(domain, domain, 1));
        CompletionStage<Finding> mail = DnsAnswer.orUnknown(mail(domain));
        return mail.thenCombine(
                dmarc, (first, second) -> Stream.of(first, second).toList());
    }

    private CompletionStage<Finding> mail(String domain) {
        return dns.mx(domain)
                .thenCompose(mx -> mx.exists() && mx.records().isEmpty()
                        ? dns.addresses(domain).thenApply(found -> mail(domain, mx, found))
                        : CompletableFuture.completedFuture(mail(domain, mx, mx)));
    }

    private static Finding mail(String domain, Records mx, Records found) {
        if (!mx.exists()) {
            return Finding.error(
                    Check.DNS,
                    domain + " does not exist in DNS, so receivers refuse mail from it",
                    "correct the sender's domain, or register it");
        }
        if (mx.records().contains("")) {
            return Finding.error(
                    Check.DNS,
                    domain
                            + " says by a null MX record (RFC 7505) that it accepts no mail; receivers refuse mail from it",
                    "publish an MX record that leads to a mailbox, or send from another domain");
        }
        return found.records().isEmpty()
                ? Finding.warning(
                        Check.DNS,
                        domain
                                + " has neither MX nor address records: replies and bounces are lost, and some receivers refuse it",
                        "publish an MX record for " + domain)
                : Finding.ok(Check.DNS, domain + " can receive replies and bounces");
    }

    /** The record of the domain, or of the nearest parent that has one. */
    private CompletionStage<Finding> dmarc(String domain, String at, int step) {
        return dns.txt("_dmarc." + at).thenCompose(records -> {
            List<DmarcRecord> found = DmarcRecord.among(records.records());
            if (!found.isEmpty()) {
                return CompletableFuture.completedFuture(dmarc(domain, at, found));
            }
            if (records.records().stream().anyMatch(text -> text.matches("(?is)v\\s*+=\\s*+DMARC1\\b.*"))) {
                return CompletableFuture.completedFuture(Finding.warning(
                        Check.DNS,
                        "the TXT record of _dmarc." + at + " is ignored: its version is not written v=DMARC1",
                        "write v=DMARC1 in upper case, followed by a semicolon"));
            }
            String parent = at.substring(at.indexOf('.') + 1);
            return parent.contains(".") && step < MAX_STEPS
                    ? dmarc(domain, parent, step + 1)
                    : CompletableFuture.completedFuture(Finding.warning(
                            Check.DNS,
                            domain + " has no DMARC record; large receivers refuse bulk mail without one",
                            "publish a TXT record _dmarc." + domain + " with \"v=DMARC1; p=none; rua=mailto:…\""));
        });
    }

    private static Finding dmarc(String domain, String at, List<DmarcRecord> found) {
        if (found.size() > 1) {
            return Finding.warning(
                    Check.DNS,
                    "_dmarc." + at + " has " + found.size() + " DMARC records, so receivers ignore all of them",
                    "keep one of them");
        }
        DmarcRecord record = found.get(0);
        return record.policy(!domain.equals(at))
                .map(policy -> Finding.ok(
                        Check.DNS,
                        domain + " has the DMARC policy " + policy + (domain.equals(at) ? "" : " of " + at)
                                + strict(record)))
                .orElseGet(() -> Finding.warning(
                        Check.DNS,
                        "the DMARC record of " + at + " has no valid policy",
                        "add p=none, p=quarantine or p=reject after v=DMARC1"));
    }

    private static String strict(DmarcRecord record) {
        return (record.isStrict("adkim") ? "; only a DKIM signature of exactly this domain counts" : "")
                + (record.isStrict("aspf") ? "; only a return path at exactly this domain counts" : "");
    }
}
