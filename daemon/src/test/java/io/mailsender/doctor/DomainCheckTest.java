package io.mailsender.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailsender.provider.Finding;
import io.mailsender.provider.Finding.Level;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The other DNS records of a sender's domain. */
class DomainCheckTest {

    @RegisterExtension
    static final DnsFixture DNS = new DnsFixture();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=DMARC1; p=none | OK | example.com has the DMARC policy none",
                "v=DMARC1;p=reject;rua=mailto:a@b.example | OK | example.com has the DMARC policy reject",
                "v = DMARC1 ; P = Quarantine ; | OK | example.com has the DMARC policy quarantine",
                "v=DMARC1; p=reject; adkim=s | OK | example.com has the DMARC policy reject; only a DKIM signature of exactly this domain counts",
                "v=DMARC1; p=reject; aspf=S | OK | example.com has the DMARC policy reject; only a return path at exactly this domain counts",
                "v=DMARC1; rua=mailto:a@b.example | WARNING | the DMARC record of example.com has no valid policy",
                "v=DMARC1; p=monitor | WARNING | the DMARC record of example.com has no valid policy",
                "v=dmarc1; p=none | WARNING | the TXT record of _dmarc.example.com is ignored: its version is not written v=DMARC1",
                "v=spf1 -all | WARNING | example.com has no DMARC record; large receivers refuse bulk mail without one"
            })
    void readsTheDmarcRecord(String record, Level level, String text) {
        DNS.server().mx("example.com", "mx.example.com").txt("_dmarc.example.com", record);

        Finding finding = dmarc("example.com");

        assertThat(finding.text()).isEqualTo(text);
        assertThat(finding.level()).isEqualTo(level);
    }

    /** domainaware/checkdmarc#276: vendors that manage DMARC ask for an alias. */
    @Test
    void followsAnAlias() {
        DNS.server()
                .alias("_dmarc.example.com", "example.com.dmarc.vendor.example")
                .txt("example.com.dmarc.vendor.example", "v=DMARC1; p=reject");

        assertThat(dmarc("example.com").text()).isEqualTo("example.com has the DMARC policy reject");
    }

    @ParameterizedTest
    @CsvSource({"v=DMARC1; p=reject, reject", "v=DMARC1; p=reject; sp=none, none"})
    void takesTheRecordOfAParent(String record, String policy) {
        DNS.server().txt("_dmarc.example.com", record);

        assertThat(dmarc("news.mail.example.com").text())
                .isEqualTo("news.mail.example.com has the DMARC policy " + policy + " of example.com");
    }

    @Test
    void severalRecordsAreNone() {
        DNS.server().txt("_dmarc.example.com", "v=DMARC1; p=none").txt("_dmarc.example.com", "v=DMARC1; p=reject");

        assertThat(dmarc("example.com").text())
                .isEqualTo("_dmarc.example.com has 2 DMARC records, so receivers ignore all of them");
    }

    @Test
    void asksAboutAtMostEightNames() {
        dmarc("a.b.c.d.e.f.g.h.i.j.example.com");

        assertThat(DNS.server().questions())
                .filteredOn(name -> name.startsWith("_dmarc"))
                .hasSize(8);
    }

    @Test
    void readsMailRecords() {
        DNS.server()
                .mx("example.com", "mx.example.com")
                .address("example.net")
                .empty("example.org")
                .mx("example.edu", ".");

        assertThat(mail("example.com").level()).isEqualTo(Level.OK);
        assertThat(mail("example.net").level()).isEqualTo(Level.OK);
        assertThat(mail("example.org").level()).isEqualTo(Level.WARNING);
        assertThat(mail("example.edu").level()).isEqualTo(Level.ERROR);
        assertThat(mail("example.edu").text()).contains("null MX");
        assertThat(mail("nowhere.example").text()).startsWith("nowhere.example does not exist in DNS");
    }

    @Test
    void aSilentNameServerIsNotAMissingRecord() {
        DNS.server().mx("example.com", "mx.example.com").silent("_dmarc.example.com");

        List<Finding> findings = findings("example.com");

        assertThat(findings).extracting(Finding::level).containsExactly(Level.OK, Level.UNKNOWN);
        assertThat(findings.get(1).text()).isEqualTo("DNS, TXT of _dmarc.example.com: no name server answered");
    }

    @Test
    void aNameThatDnsCannotCarryDoesNotExist() {
        assertThat(mail("x".repeat(64) + ".example").level()).isEqualTo(Level.ERROR);
    }

    private static Finding mail(String domain) {
        return findings(domain).get(0);
    }

    private static Finding dmarc(String domain) {
        return findings(domain).get(1);
    }

    private static List<Finding> findings(String domain) {
        return new DomainCheck(DNS.records())
                .findings(domain)
                .toCompletableFuture()
                .join();
    }
}
